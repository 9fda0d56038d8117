width => {
  const root = document.documentElement;
  if (root.clientWidth > width) {
    return [`the page is laid out for ${root.clientWidth} px on a screen of ${width} px: it lacks <meta name="viewport" content="width=device-width">`];
  }
  if (root.scrollWidth <= width) {
    return [];
  }

  // How far an element or its own text reaches to the right.
  const reach = element => {
    let right = element.getBoundingClientRect().right;
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && node.data.trim()) {
        const text = document.createRange();
        text.selectNodeContents(node);
        right = Math.max(right, text.getBoundingClientRect().right);
      }
    }
    return right;
  };
  const held = element => {
    for (let box = element.parentElement; box && box !== document.body && box !== root; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== 'visible') {
        return true;
      }
    }
    return false;
  };
  const sticksOut = element => reach(element) > width + 0.5 && !held(element);
  const name = element => element.localName + (element.id ? '#' + element.id : '') +
    [...element.classList].map(c => '.' + c).join('');

  // The innermost ones are to blame; what is around them only follows.
  const culprits = [...document.body.querySelectorAll('*')].filter(sticksOut)
    .filter((element, _, all) => !all.some(other => other !== element && element.contains(other)));
  if (culprits.length === 0) {
    return [`the page is ${root.scrollWidth} px wide on a screen of ${width} px, by a margin or a generated box`];
  }
  return culprits.map(element =>
    `${name(element)} reaches ${Math.round(reach(element) - width)} px past the right edge of a screen of ${width} px`);
}
