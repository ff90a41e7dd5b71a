package service

import (
	"context"
	"time"
	_ "time/tzdata" // so that the support's zone is known on machines without a time zone data base

	"filodiretto/backend/server/store"
	"filodiretto/backend/support"
)

// UsualZone is where the support's hours are meant unless somebody says otherwise.
const UsualZone = "Europe/Rome"

// ResponseTimes are within what time customers are to be answered; where nobody has set them, the usual ones, with set false.
func (s *Service) ResponseTimes(ctx context.Context) (r support.ResponseTimes, set bool, err error) {
	err = s.store.Read(ctx, func(reader store.Reader) error {
		r, err = reader.ResponseTimes(ctx)
		return err
	})
	if !missing(err) {
		return r, err == nil, err
	}
	zone, err := time.LoadLocation(UsualZone)
	return support.UsualResponseTimes(zone), false, err
}

// SetResponseTimes sets them for the whole of the support.
func (s *Service) SetResponseTimes(ctx context.Context, r support.ResponseTimes) error {
	if err := r.Check(); err != nil {
		return err
	}
	return s.store.Write(ctx, func(w store.Writer) error {
		if err := w.PutResponseTimes(ctx, r); err != nil {
			return err
		}
		return w.Touch(ctx, store.Object{Type: store.ObjectResponseTimes, ID: store.ResponseTimesID}, support.AudienceSupport())
	})
}
