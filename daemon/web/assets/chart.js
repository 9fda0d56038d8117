'use strict';
// Draws the chart of a run where the page asks for one:
//
//   <figure class="chart" data-chart="…/chart.json" data-picture="…/chart.svg">
//     <div class="chart-buttons" hidden>
//       <button type="button" data-by="distance" aria-pressed="true">Distance</button>
//       <button type="button" data-by="time" aria-pressed="false">Time</button></div>
//     <div class="chart-plot" tabindex="0" role="img" aria-label="…" hidden></div>
//     <noscript><picture><source media="(min-width: 900px)" srcset="…/chart.svg?wide=1">
//       <img src="…/chart.svg" alt="…"></picture></noscript>
//     <figcaption>…</figcaption></figure>
//   <li id="finding-too-long" data-finding="too-long">…</li>
//
// The picture is what there is without script, or where the data don't load.
// It may also stand in the page outright, and is then hidden once it is drawn.
// Pointing, touching, or the arrow keys read every value; hovering or focusing
// a data-finding lights its part. Needs uPlot; colours come from chart.css.
(() => {
  const panels = [
    { key: 'altitude', colour: '--chart-elevation', area: '--chart-land', rules: ['too-hilly'] },
    { key: 'pace', colour: '--chart-pace', rules: ['speed-work'] },
    { key: 'heart_rate', colour: '--chart-heart', rules: ['too-hard'] },
  ];
  const ofOne = new Set(panels.flatMap((p) => p.rules)); // other rules shade every panel
  const axisWidth = 56;
  const clock = (s) => {
    const n = Math.round(s), two = (v) => String(v).padStart(2, '0');
    return n < 3600 ? `${Math.floor(n / 60)}:${two(n % 60)}` : `${Math.floor(n / 3600)}:${two(Math.floor(n / 60) % 60)}:${two(n % 60)}`;
  };
  const make = (tag, name, text = '') => Object.assign(document.createElement(tag), { className: name, textContent: text });
  const known = (v) => v !== null && v !== undefined;

  class Chart {
    constructor(figure, data) {
      Object.assign(this, { figure, data, by: data.distance === null ? 'time' : 'distance', lit: '', at: null, plots: [] });
      this.plot = figure.querySelector('.chart-plot');
      this.buttons = figure.querySelector('.chart-buttons');
      this.values = make('dl', 'chart-values');
      this.plot.before(this.values);
      this.plot.hidden = false;
      this.buttons.hidden = data.distance === null;
      this.plot.setAttribute('role', 'slider'); // of which the arrow keys move the moment that is read
      this.plot.addEventListener('keydown', (e) => this.key(e));
      this.plot.addEventListener('focus', () => known(this.at) || this.point(0));
      for (const b of this.buttons.querySelectorAll('button')) {
        b.addEventListener('click', () => this.draw(b.dataset.by));
      }
      const light = (e, on) => { const part = e.target.closest?.('[data-finding]'); if (part) this.light(on ? part.dataset.finding : ''); };
      for (const name of ['pointerover', 'focusin']) document.addEventListener(name, (e) => light(e, true));
      for (const name of ['pointerout', 'focusout']) document.addEventListener(name, (e) => light(e, false));
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
      this.draw();
      new ResizeObserver(() => this.plots[0].width !== this.size().width && this.plots.forEach((u, i) => u.setSize(this.size(i === this.plots.length - 1)))).observe(this.plot);
    }

    get font() { return getComputedStyle(this.figure).fontFamily; }
    colour(name) { return getComputedStyle(this.figure).getPropertyValue(name).trim() || 'gray'; }
    // reach is where along x a part lies.
    reach(s) { return this.by === 'time' ? [s.from_s, s.to_s] : [s.from, s.to]; }
    spans() { return this.data.findings.filter((s) => known(this.reach(s)[0])); }

    draw(by = this.by) {
      this.by = by;
      this.plots.forEach((u) => u.destroy());
      this.plot.replaceChildren();
      for (const b of this.buttons.querySelectorAll('button')) b.setAttribute('aria-pressed', String(b.dataset.by === this.by));
      const all = this.data.columns, x = this.by === 'time' ? all.time_s : all.distance;
      this.rows = x.map((_, i) => i).filter((i) => known(x[i]));
      this.x = this.rows.map((i) => x[i]);
      this.length = this.by === 'time' ? this.data.end_s : this.data.distance;
      this.plot.setAttribute('aria-label', `Values along the run, by ${this.by}`);
      this.plot.setAttribute('aria-valuemax', String(this.rows.length - 1));
      this.lanes = this.spans().map((s) => {
        const lane = make('div', `chart-lane ${s.level}`);
        lane.append(make('b', '', s.letter), make('span', '', s.name));
        return this.plot.appendChild(make('div', 'chart-lane-row')).appendChild(lane);
      });
      const drawn = panels.filter((p) => this.data[p.key]);
      this.plots = drawn.map((p, i) => this.panel(p, i === 0, i === drawn.length - 1));
      this.point(null);
    }

    panel(p, first, end) {
      const axis = this.data[p.key], quiet = this.colour('--chart-quiet'), rule = this.colour('--chart-rule');
      const hatched = p.area && this.data.steep.length ? ` · hatched: ${this.data.steep_pct} % or steeper` : '';
      this.plot.append(make('div', `chart-name ${p.key}`, `${axis.name}, ${axis.unit}${hatched}`));
      const font = `13px ${this.font}`, lengths = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100], times = [30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];
      const u = new uPlot({
        ...this.size(end), padding: [8, 16, end ? 0 : 4, 0], legend: { show: false },
        scales: { x: { time: false, range: [0, this.length] }, y: { range: [axis.low, axis.high], dir: axis.reversed ? -1 : 1 } },
        cursor: { y: false, drag: { x: false, y: false }, sync: { key: this.data.title }, points: { size: 9 } },
        axes: [
          { show: end, stroke: quiet, font, size: 34, grid: { show: false }, ticks: { stroke: quiet, width: 1, size: 5 }, space: 56,
            incrs: this.by === 'time' ? times : lengths, values: (_, at) => at.map((v) => (this.by === 'time' ? clock(v) : `${+v.toFixed(2)} ${this.data.units.distance}`)) },
          { stroke: quiet, font, size: axisWidth, splits: () => axis.ticks, values: () => axis.labels, grid: { stroke: rule, width: 1 }, ticks: { show: false } },
        ],
        series: [{}, { stroke: this.colour(p.colour), width: 2, fill: p.area && this.colour(p.area), fillTo: axis.low, points: { show: false } }],
        hooks: {
          drawAxes: [(u) => this.shade(u, p)],
          draw: [(u) => { if (p.area) this.steep(u); this.caps(u, p, first); if (first) this.place(u.over); }],
          setCursor: [(u) => { if (u === this.plots[0]) this.read(u.cursor.idx); }],
        },
      }, [this.x, this.rows.map((i) => this.data.columns[p.key][i])], this.plot);
      u.over.onpointerdown = u.over.onpointermove = (e) => e.pointerType !== 'mouse' && this.point(u.posToIdx(e.clientX - u.over.getBoundingClientRect().left));
      return u;
    }

    size(end) {
      const width = Math.max(this.plot.clientWidth, 200);
      return { width, height: (width < 600 ? 100 : 130) + (end ? 34 : 0) };
    }

    // place puts the bars of the parts over the plots.
    place(room) {
      this.spans().forEach((s, i) => {
        const [from, to] = this.reach(s).map((v) => Math.min(v / this.length, 1) * room.clientWidth);
        const lane = this.lanes[i], left = Math.min(from, room.clientWidth - 22), width = Math.max(to - from, 22);
        const name = lane.lastChild.offsetWidth + 4, beside = name + 24 > width;
        lane.style.marginLeft = `${room.offsetLeft + left}px`;
        lane.style.width = `${width}px`;
        lane.classList.toggle('name-after', beside);
        lane.classList.toggle('name-before', beside && left + room.offsetLeft > room.clientWidth - left - width);
      });
    }

    hatched(colour, step) {
      const r = uPlot.pxRatio, tile = Object.assign(document.createElement('canvas'), { width: step * r, height: step * r }), c = tile.getContext('2d');
      c.fillStyle = colour;
      c.fillRect(0, 0, 1.5 * r, step * r);
      return c.createPattern(tile, 'repeat');
    }

    // hatchings are the parts hatched on a panel: the lit one, those of its own
    // rules, then the rest; at most two over each other, steep parts being one.
    hatchings(p) {
      const most = p.area && this.data.steep.length ? 1 : 2, chosen = [];
      const rank = (s) => (s.rule === this.lit ? 0 : p.rules.includes(s.rule) ? 1 : 2);
      const all = this.spans().filter((s) => rank(s) < 2 || !ofOne.has(s.rule)).sort((a, b) => rank(a) - rank(b));
      for (const s of all) {
        const [from, to] = this.reach(s);
        const over = chosen.filter((other) => from < this.reach(other)[1] && this.reach(other)[0] < to);
        if (over.length < most) chosen.push(s);
      }
      return chosen;
    }

    shade(u, p) {
      const { ctx, bbox } = u;
      for (const s of this.hatchings(p)) {
        const [from, to] = this.reach(s).map((v) => u.valToPos(Math.min(v, this.length), 'x', true));
        const colour = this.colour(s.level === 'violation' ? '--chart-outside' : '--chart-caution'), fill = this.hatched(colour, 8);
        fill.setTransform(new DOMMatrix().rotate(s.level === 'violation' ? 45 : -45));
        ctx.save();
        for (const [style, alpha] of [[fill, this.lit === s.rule ? 0.6 : 0.25], [colour, this.lit === s.rule ? 0.2 : 0.03]]) {
          ctx.globalAlpha = this.lit && this.lit !== s.rule ? alpha / 3 : alpha;
          ctx.fillStyle = style;
          ctx.fillRect(from, bbox.top, Math.max(to - from, 2), bbox.height);
        }
        ctx.restore();
      }
    }

    steep(u) {
      const { ctx } = u, line = u.data[1], low = u.valToPos(this.data.altitude.low, 'y', true);
      ctx.fillStyle = this.hatched(this.colour('--chart-elevation'), 5);
      for (const s of this.data.steep) {
        const [from, to] = this.reach(s);
        let on = []; // the points of a line without gaps
        for (let i = 0; i <= this.x.length; i++) {
          if (this.x[i] >= from && this.x[i] <= to && known(line[i])) on.push([u.valToPos(this.x[i], 'x', true), u.valToPos(line[i], 'y', true)]);
          else if (on.length) {
            ctx.beginPath();
            for (const at of [[on[0][0], low], ...on, [on.at(-1)[0], low]]) ctx.lineTo(...at);
            ctx.fill();
            on = [];
          }
        }
      }
    }

    caps(u, p, first) {
      const { ctx, bbox } = u, r = uPlot.pxRatio;
      ctx.save();
      Object.assign(ctx, { fillStyle: this.colour('--chart-ink'), font: `${13 * r}px ${this.font}`, lineJoin: 'round' });
      for (const c of this.data.caps) {
        const upright = c.of === 'distance', at = upright && this.by === 'time' ? c.at_s : c.at;
        if (!known(at) || (!upright && c.of !== p.key)) continue;
        const x = upright ? u.valToPos(at, 'x', true) : bbox.left, y = upright ? bbox.top : u.valToPos(at, 'y', true);
        if (y < bbox.top || y > bbox.top + bbox.height) continue;
        Object.assign(ctx, { strokeStyle: ctx.fillStyle, lineWidth: 1.5 * r });
        ctx.setLineDash([6 * r, 4 * r]);
        ctx.beginPath();
        ctx.moveTo(x, y);
        ctx.lineTo(upright ? x : bbox.left + bbox.width, upright ? bbox.top + bbox.height : y);
        ctx.stroke();
        if (upright && !first) continue;
        const late = !upright || at > this.length / 2;
        const place = upright ? [x + (late ? -6 : 6) * r, bbox.top + bbox.height - 8 * r] : [bbox.left + bbox.width, y + (c.below ? 15 : -5) * r];
        const text = bbox.width < 400 * r ? c.text.replace(/ \(.*\)$/, '') : c.text; // of HRmax, where there is room
        const wide = ctx.measureText(text).width, ink = ctx.fillStyle;
        ctx.textAlign = late ? 'right' : 'left';
        ctx.fillStyle = this.colour('--chart-paper'); // so that no curve runs through the words
        ctx.fillRect(place[0] - (late ? wide : 0) - 2 * r, place[1] - 12 * r, wide + 4 * r, 15 * r);
        ctx.fillStyle = ink;
        ctx.fillText(text, ...place);
      }
      ctx.restore();
    }

    light(rule) {
      this.lit = rule;
      this.spans().forEach((s, i) => this.lanes[i].classList.toggle('lit', s.rule === rule));
      this.plots.forEach((u) => u.redraw(false, false));
    }

    key(e) {
      const n = this.rows.length, step = Math.ceil(n / 100), at = this.at ?? 0;
      const to = { ArrowLeft: at - step, ArrowDown: at - step, ArrowRight: at + step, ArrowUp: at + step, PageDown: at - 10 * step, PageUp: at + 10 * step, Home: 0, End: n - 1 }[e.key];
      if (to === undefined || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault();
      this.point(Math.min(Math.max(to, 0), n - 1));
    }

    // point moves the cursor to a row of the plots; null takes it away.
    point(row) {
      for (const u of this.plots) u.setCursor({ left: known(row) ? u.valToPos(this.x[row], 'x') : -10, top: known(row) ? 0 : -10 });
      this.read(row);
    }

    // pointAt points at a place on the screen, where a plot lies there.
    pointAt(x, y) {
      const frame = this.plot.getBoundingClientRect(), over = this.plots[0].over.getBoundingClientRect();
      if (y < frame.top || y > frame.bottom || x < over.left || x > over.right) return;
      this.point(this.plots[0].posToIdx(x - over.left));
    }

    read(row) {
      this.at = row ?? null;
      const { columns: c, units } = this.data, i = known(row) ? this.rows[row] : -1;
      const value = (v, text) => (known(v) ? text(v) : '–');
      const here = i < 0 ? [] : this.data.findings.filter((s) => c.time_s[i] >= s.from_s && c.time_s[i] <= s.to_s);
      const said = [['Time', value(c.time_s[i], clock)]];
      if (this.data.distance !== null) said.unshift(['Distance', value(c.distance[i], (v) => `${v.toFixed(2)} ${units.distance}`)]);
      if (this.data.altitude) said.push(['Elevation', value(c.altitude[i], (v) => `${v.toFixed(0)} ${units.altitude}`)], ['Grade', value(c.grade[i], (v) => `${v.toFixed(0)} ${units.grade}`)]);
      if (this.data.pace) said.push(['Pace', value(c.pace[i], (v) => clock(v) + units.pace)]);
      if (this.data.heart_rate) said.push(['Heart rate', value(c.heart_rate[i], (v) => `${v.toFixed(0)} ${units.heart_rate}`)]);
      if (this.data.findings.length) said.push(['Part', here.map((s) => s.letter).join(', ') || '–']);
      this.values.replaceChildren(...said.map((of) => {
        const item = make('div', '');
        item.append(...of.map((text, k) => make(k ? 'dd' : 'dt', '', text)));
        return item;
      }));
      this.plot.setAttribute('aria-valuenow', String(row ?? 0));
      this.plot.setAttribute('aria-valuetext', i < 0 ? 'nothing read yet' : said.map((s) => s.join(' ')).join(', ') + here.map((s) => `, ${s.name}`).join(''));
    }
  }

  // still puts the picture in, where it doesn't stand in the page already.
  function still(figure) {
    if (figure.querySelector('img')) return;
    figure.querySelector('.chart-plot').before(Object.assign(document.createElement('img'), { src: figure.dataset.picture, alt: 'Chart of the run' }));
  }

  async function start(figure) {
    let last = null; // where somebody pointed before there was a chart
    const pointed = (e) => { last = e; };
    for (const name of ['pointermove', 'pointerdown']) document.addEventListener(name, pointed);
    try {
      const answer = await fetch(figure.dataset.chart, { credentials: 'same-origin', headers: { Accept: 'application/json' } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const data = await answer.json();
      if (!data.altitude && !data.pace && !data.heart_rate) {
        if (!figure.querySelector('img')) figure.prepend(make('p', '', data.missing.join(' ')));
        return;
      }
      figure.classList.add('loaded');
      const chart = new Chart(figure, data);
      if (last) chart.pointAt(last.clientX, last.clientY);
      figure.querySelector('picture, img')?.toggleAttribute('hidden', true);
    } catch {
      for (const part of figure.querySelectorAll('.chart-plot, .chart-buttons, .chart-values')) part.hidden = true;
      still(figure);
      figure.append(make('p', 'chart-failed', 'The values could not be loaded, so this is a still picture. Reload the page to try again.'));
    } finally {
      figure.classList.add('loaded');
      for (const name of ['pointermove', 'pointerdown']) document.removeEventListener(name, pointed);
    }
  }

  document.querySelectorAll('figure[data-chart]').forEach(start);
})();
