package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"needled/analysis"
)

// TokenKind is what a token gives access to.
type TokenKind string

// The kinds of tokens.
const (
	TokenAPI      TokenKind = "api"      // read and write as the person
	TokenInbox    TokenKind = "inbox"    // put files only
	TokenCalendar TokenKind = "calendar" // the feed only
)

// Token lets a program act for a person.
type Token struct {
	ID       string
	Hash     analysis.Sum // of the token
	Person   string       // ID
	Kind     TokenKind
	Name     string // what the person calls it
	Created  time.Time
	LastUsed *time.Time // to the hour
	Revoked  *time.Time
}

// AddToken keeps a token under a new ID and returns it.
func (s *Store) AddToken(ctx context.Context, token Token) (Token, error) {
	return write(ctx, s, "keeping a token", func(t *tx) (Token, error) {
		p, err := person(ctx, t, token.Person)
		switch {
		case err != nil:
			return token, err
		case p.Disabled != nil:
			return token, fail(Conflict, "the account of %s is disabled; enable it first", p.Name)
		case token.Hash == analysis.Sum{}:
			return token, fail(Internal, "a token without a hash")
		case token.Kind != TokenAPI && token.Kind != TokenInbox && token.Kind != TokenCalendar:
			return token, fail(Invalid, "there are no tokens of kind %q; choose %s, %s or %s", token.Kind, TokenAPI, TokenInbox, TokenCalendar)
		}
		if token.Name, err = typedLine("the name of the token", token.Name, longestName); err != nil {
			return token, err
		}
		if token.Created.IsZero() {
			token.Created = s.Now()
		}
		n, err := nextNumber(ctx, t, "token")
		if err != nil {
			return token, err
		}
		token.ID, token.Created, token.LastUsed, token.Revoked = fmt.Sprintf("k%d", n), kept(token.Created), nil, nil
		_, err = t.exec(ctx, `INSERT INTO tokens (id, hash, person, kind, name, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			token.ID, token.Hash[:], token.Person, string(token.Kind), token.Name, micros(token.Created))
		return token, err
	})
}

// Tokens lists a person's tokens, revoked ones too, the newest first.
func (s *Store) Tokens(ctx context.Context, person string) ([]Token, error) {
	return read(ctx, s, "listing the tokens of "+person, func(t *tx) ([]Token, error) {
		return tokens(ctx, t, `person = $1`, person)
	})
}

// RevokeToken ends a token of a person. It is no error when it has ended.
func (s *Store) RevokeToken(ctx context.Context, person, id string, now time.Time) error {
	_, err := write(ctx, s, "revoking the token "+id, func(t *tx) (int, error) {
		changed, err := t.exec(ctx, `UPDATE tokens SET revoked_at = COALESCE(revoked_at, $3) WHERE person = $1 AND id = $2`, person, id, micros(now))
		if err == nil && changed == 0 {
			err = fail(NotFound, "there is no token %q of yours", id)
		}
		return 0, err
	})
	return err
}

// RevokeTokens ends every token of a person.
func (s *Store) RevokeTokens(ctx context.Context, person string, now time.Time) error {
	_, err := write(ctx, s, "revoking the tokens of "+person, func(t *tx) (int64, error) { return revokeTokens(ctx, t, person, now) })
	return err
}

func revokeTokens(ctx context.Context, t *tx, person string, now time.Time) (int64, error) {
	return t.exec(ctx, `UPDATE tokens SET revoked_at = $2 WHERE person = $1 AND revoked_at IS NULL`, person, micros(now))
}

// TokenPerson returns the person a token of a kind stands for. That it was
// used is noted at most once an hour.
func (s *Store) TokenPerson(ctx context.Context, hash analysis.Sum, kind TokenKind, now time.Time) (Person, error) {
	const doing = "looking for a token"
	var used *time.Time
	p, err := read(ctx, s, doing, func(t *tx) (Person, error) {
		const unknown = "there is no such token, or it was revoked; make another under Settings"
		var id string
		var last *int64
		err := t.one(ctx, `SELECT person, last_used_at FROM tokens WHERE hash = $1 AND kind = $2 AND revoked_at IS NULL`,
			[]any{hash[:], string(kind)}, &id, &last)
		if errors.Is(err, sql.ErrNoRows) {
			return Person{}, fail(NotFound, unknown)
		}
		if err != nil {
			return Person{}, err
		}
		used = instantOf(last)
		return onePerson(ctx, t, unknown, `id = $1 AND disabled_at IS NULL`, id)
	})
	if err != nil || used != nil && now.Sub(*used).Abs() < time.Hour {
		return p, err
	}
	_, err = note(ctx, s, doing, func(t *tx) (int64, error) {
		return t.exec(ctx, `UPDATE tokens SET last_used_at = $2 WHERE hash = $1`, hash[:], micros(now))
	})
	return p, err
}

func tokens(ctx context.Context, t *tx, condition string, args ...any) ([]Token, error) {
	var all []Token
	err := t.each(ctx, `SELECT id, hash, person, kind, name, created_at, last_used_at, revoked_at
		FROM tokens WHERE `+condition+` ORDER BY created_at DESC, LENGTH(id) DESC, id DESC`, args, func(rows *sql.Rows) error {
		var token Token
		var hash sql.RawBytes
		var created int64
		var used, revoked *int64
		err := rows.Scan(&token.ID, &hash, &token.Person, &token.Kind, &token.Name, &created, &used, &revoked)
		copy(token.Hash[:], hash)
		token.Created, token.LastUsed, token.Revoked = instant(created), instantOf(used), instantOf(revoked)
		all = append(all, token)
		return err
	})
	return all, err
}
