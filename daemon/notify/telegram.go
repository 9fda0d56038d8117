package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/nicholas-fedor/shoutrrr/pkg/services/chat/telegram"
)

// telegramBot sends to the chats of a shoutrrr telegram address. The library
// reads the address but doesn't send: its client takes a request that never
// got through for a success.
type telegramBot struct {
	config *telegram.Config
	secret string // the address, whose parts no error may hold
	api    string
}

func newTelegram(u *url.URL) (*telegramBot, error) {
	service := &telegram.Service{}
	switch err := service.Initialize(u, nil); {
	case errors.Is(err, telegram.ErrInvalidToken):
		return nil, errors.New("what stands between telegram:// and @telegram is no token of a bot, such as 12345:AbCd, which Telegram's BotFather gives")
	case errors.Is(err, telegram.ErrNoChannelsDefined):
		return nil, errors.New("it names no chat; put ?chats= and the number of the chat at its end")
	case err != nil:
		return nil, err
	}
	return &telegramBot{service.GetConfig(), u.String(), "https://api.telegram.org"}, nil
}

// Send sends to every chat. Where one of several fails all of them get the
// message again.
func (t *telegramBot) Send(ctx context.Context, m Message) error {
	var failed []error
	for _, chat := range t.config.Chats {
		if err := t.sendTo(ctx, chat, m); err != nil {
			failed = append(failed, err)
		}
	}
	err := errors.Join(failed...)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	permanent := true
	for _, err := range failed {
		f, ok := errors.AsType[*Failure](err)
		permanent = permanent && ok && f.Permanent
	}
	return &Failure{Text: scrub(err.Error(), t.secret), Permanent: permanent}
}

func (t *telegramBot) sendTo(ctx context.Context, chat string, m Message) error {
	id, thread, _ := strings.Cut(chat, ":")
	payload := telegram.SendMessagePayload{
		ID: id, Text: "<b>" + html.EscapeString(m.Title) + "</b>\n" + html.EscapeString(m.Body), ParseMode: "HTML",
		DisablePreview: !t.config.Preview, DisableNotification: !t.config.Notification,
	}
	if n, err := strconv.Atoi(thread); err == nil {
		payload.MessageThreadID = &n
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("write the message for Telegram: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.api+"/bot"+t.config.Token+"/sendMessage", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	var answer struct {
		OK          bool   `json:"ok"`
		Description string `json:"description"`
	}
	b, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err == nil {
		err = json.Unmarshal(b, &answer)
	}
	switch {
	case res.StatusCode >= 400:
		return &Failure{Text: strings.TrimSpace(res.Status + " " + answer.Description), Permanent: refusal(res.StatusCode)}
	case err != nil:
		return fmt.Errorf("read Telegram's answer: %w", err)
	case !answer.OK:
		return &Failure{Text: "Telegram said no: " + answer.Description, Permanent: true}
	}
	return nil
}
