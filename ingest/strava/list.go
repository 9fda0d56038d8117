package strava

import (
	"context"
	"net/url"
	"strconv"
	"time"
)

// perPage is the most that Strava puts on a page of a list.
const perPage = 200

// list reads a page, from 1, of the activities that started after an instant.
// Strava filters by the whole second.
func (a *App) list(ctx context.Context, access string, after time.Time, page int, use use) (listing, error) {
	body, err := a.get(ctx, access, "listing activities", "/athlete/activities", url.Values{
		"after":    {strconv.FormatInt(after.Unix()-1, 10)},
		"page":     {strconv.Itoa(page)},
		"per_page": {strconv.Itoa(perPage)},
	}, use)
	if err != nil {
		return listing{}, err
	}
	return parseList(body)
}
