package support

import "time"

// maxTarget is the longest time in which a customer may be answered: a working year has more, but nobody would wait.
const maxTarget = 1000 * time.Hour

// Check says what is wrong with response times: each severity has both times, hours are of one day, all in whole minutes.
func (r ResponseTimes) Check() error {
	var wrong Fields
	for _, severity := range []Severity{SeverityStopped, SeverityDegraded, SeverityQuestion} {
		target := r.Targets[severity]
		for _, t := range []time.Duration{target.First, target.Next} {
			if t < time.Minute || t > maxTarget || t%time.Minute != 0 {
				wrong.Add(string(severity), ReasonOutOfArea)
				break
			}
		}
	}
	for day, hours := range r.Hours {
		if hours != (Hours{}) && (hours.IsZero() || hours.Open < 0 || hours.Close > 24*time.Hour || hours.Open%time.Minute+hours.Close%time.Minute != 0) {
			wrong.Add(time.Weekday(day).String(), ReasonBadTime)
		}
	}
	return wrong.Err()
}
