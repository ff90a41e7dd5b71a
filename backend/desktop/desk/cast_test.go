package desk_test

import (
	"time"

	"github.com/google/uuid"

	"filodiretto/backend/support"
)

var (
	began   = time.Date(2025, 11, 1, 8, 0, 0, 0, time.UTC)
	company = support.Company{ID: newID(), Name: "Acme Imballaggi", Country: "IT"}
	anna    = support.Person{ID: newID(), Name: "Anna Rossi", Role: support.RoleOperator, CompanyID: company.ID, CreatedAt: began}
	piero   = support.Person{ID: newID(), Name: "Piero Fabbri", Role: support.RoleOperator, CompanyID: company.ID, CreatedAt: began}
	luca    = support.Person{ID: newID(), Name: "Luca Bianchi", Role: support.RoleTechnician, CreatedAt: began}
	marta   = support.Person{ID: newID(), Name: "Marta Verdi", Role: support.RoleTechnician, CreatedAt: began}
	oil     = support.Category{ID: newID(), Name: "Oleodinamica"}
	power   = support.Category{ID: newID(), Name: "Elettrica"}
	wear    = support.Cause{ID: newID(), Name: "Usura"}
	press   = support.Machine{
		ID: newID(), CompanyID: company.ID, Name: "Pressa 3", Model: "PX-200", Serial: "24-0117", DefaultTechnician: marta.Ref(),
	}
	filler = support.Machine{ID: newID(), CompanyID: company.ID, Name: "Riempitrice 1", Model: "RF-10", Serial: "22-0031"}
)

func newID() string { return uuid.Must(uuid.NewV7()).String() }
