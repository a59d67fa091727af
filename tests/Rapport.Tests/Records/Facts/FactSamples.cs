namespace Rapport.Tests.Records.Facts;

/// <summary>One fact of each kind, with every field that the formats know.</summary>
internal static class FactSamples
{
    public static IEnumerable<object> OneOfEach(string customer, Guid? id = null)
    {
        object of = id is { } known ? new { id = known } : new { external_id = customer };
        string Id(string kind) => $"{kind}-{customer}";
        yield return new
        {
            type = "product",
            external_id = Id("product"),
            sku = "BRK-1",
            name = "Brake pads",
            category = "Parts / Brakes",
            price = "39.90",
            currency = "GBP",
            active = true,
            fits = new object[]
            {
                new
                {
                    make = "Volkswagen",
                    model = "Golf",
                    year_from = 2015,
                    year_to = 2024,
                },
                new { make = "Skoda" },
            },
        };
        yield return new
        {
            type = "order",
            external_id = Id("order"),
            customer = of,
            number = "1001",
            status = "paid",
            ordered_at = "2026-03-01T10:00:00Z",
            currency = "GBP",
            total = 84.3m,
            channel = "web",
            lines = new object[]
            {
                new
                {
                    sku = "BRK-1",
                    description = "Brake pads",
                    quantity = 2,
                    unit_price = "39.90",
                    discount = 0,
                    category = "Parts",
                },
                new
                {
                    description = "Fitting",
                    quantity = 1,
                    unit_price = 4.5m,
                },
            },
        };
        yield return new
        {
            type = "opportunity",
            external_id = Id("opportunity"),
            customer = of,
            name = "Fleet contract",
            kind = "new",
            status = "open",
            stage = "offer",
            amount = 12000,
            currency = "GBP",
            probability = 60,
            expected_close = "2026-12-31",
            owner = "Tom",
        };
        yield return new
        {
            type = "invoice",
            external_id = Id("invoice"),
            customer = of,
            number = "INV-1",
            issued_at = "2026-03-01T11:00:00Z",
            due_at = "2026-03-31",
            currency = "GBP",
            total = "84.30",
            status = "open",
            order = new { external_id = Id("order") },
        };
        yield return new
        {
            type = "payment_method",
            external_id = Id("payment_method"),
            customer = of,
            method = "card",
            brand = "Visa",
            last4 = "4417",
            expiry = "2029-04",
            is_default = true,
        };
        yield return new
        {
            type = "payment",
            external_id = Id("payment"),
            customer = of,
            amount = "84.30",
            currency = "GBP",
            paid_at = "2026-03-02T10:00:00Z",
            status = "partially_refunded",
            method = "card",
            payment_method = new { external_id = Id("payment_method") },
            invoice = new { external_id = Id("invoice") },
            refunded_amount = "4.30",
        };
        yield return new
        {
            type = "ticket",
            external_id = Id("ticket"),
            customer = of,
            number = "4821",
            subject = "Brake noise",
            description = "Cold mornings",
            status = "open",
            priority = "high",
            severity = "minor",
            category = "repair",
            is_complaint = true,
            opened_at = "2026-03-05T10:00:00Z",
            first_response_at = "2026-03-05T11:00:00Z",
            channel = "phone",
            assigned_to = "Jess",
        };
        yield return new
        {
            type = "survey_response",
            external_id = Id("survey_response"),
            customer = of,
            survey = "csat",
            score = 3,
            comment = "Friendly",
            answered_at = "2026-03-06T10:00:00Z",
            ticket = new { external_id = Id("ticket") },
        };
        yield return new
        {
            type = "loyalty_transaction",
            external_id = Id("loyalty_transaction"),
            customer = of,
            points = 84,
            reason = "earn",
            occurred_at = "2026-03-01T12:00:00Z",
            expires_at = "2027-03-01T12:00:00Z",
            reference = "1001",
        };
        yield return new
        {
            type = "campaign",
            external_id = Id("campaign"),
            name = "Autumn check",
            channel = "email",
            sent_at = "2026-09-01T08:00:00Z",
            audience = "Everybody",
        };
        yield return new
        {
            type = "campaign_message",
            external_id = Id("campaign_message"),
            customer = of,
            campaign = new { external_id = Id("campaign") },
            delivered_at = "2026-09-01T08:00:05Z",
            opened_at = "2026-09-01T09:00:00Z",
            clicked_at = "2026-09-01T09:01:00Z",
        };
        yield return new
        {
            type = "vehicle",
            external_id = Id("vehicle"),
            customer = of,
            vin = "1M8GDM9AXKP042788",
            plate = "YK21 HNV",
            make = "Volkswagen",
            model = "Golf",
            year = 2021,
            fuel = "petrol",
            mileage = 41870,
            next_service_at = "2026-12-09",
            next_service_mileage = 50000,
            inspection_due_at = "2026-12-09",
        };
        yield return new
        {
            type = "appointment",
            external_id = Id("appointment"),
            customer = of,
            vehicle = new { external_id = Id("vehicle") },
            starts_at = "2026-12-09T09:00:00Z",
            ends_at = "2026-12-09T10:00:00Z",
            reason = "MOT",
            status = "confirmed",
            branch = "Leeds",
        };
        yield return new
        {
            type = "service_visit",
            external_id = Id("service_visit"),
            customer = of,
            number = "118204",
            vehicle = new { external_id = Id("vehicle") },
            status = "completed",
            opened_at = "2026-03-12T09:00:00Z",
            completed_at = "2026-03-12T15:00:00Z",
            mileage = 41870,
            technician = "D. Ferris",
            summary = "Discs replaced, road tested.",
            total = "486.40",
            currency = "GBP",
            next_due_at = "2027-03-12",
            next_due_mileage = 60000,
            branch = "Leeds",
            lines = new object[]
            {
                new
                {
                    description = "Front brake discs",
                    kind = "part",
                    quantity = 2,
                    unit_price = 90,
                    part_number = "BRK-1",
                    warranty_until = "2028-03-12",
                },
                new
                {
                    description = "Rear pads",
                    kind = "part",
                    quantity = 1,
                    unit_price = 60,
                    declined = true,
                },
            },
        };
        yield return new
        {
            type = "session",
            external_id = Id("session"),
            customer = of,
            started_at = "2026-03-01T20:00:00Z",
            duration_seconds = 320,
            device = "mobile",
            source = "newsletter",
            views = new object[]
            {
                new
                {
                    category = "Brakes",
                    product = "BRK-1",
                    at = "2026-03-01T20:01:00Z",
                    seconds = 40,
                },
                new { category = "Tyres" },
            },
        };
        yield return new
        {
            type = "usage_metric",
            external_id = Id("usage_metric"),
            customer = of,
            date = "2026-03-01",
            logins = 12,
            feature_adoption_score = 61.5m,
            support_tickets = 1,
            training_completion_rate = 80,
            seats = 25,
        };
        yield return new
        {
            type = "interaction",
            external_id = Id("interaction"),
            customer = of,
            interaction_type = "call",
            direction = "inbound",
            subject = "Noise is back",
            description = "When cold",
            occurred_at = "2026-03-05T09:50:00Z",
            duration_minutes = 6,
            outcome = "follow_up_needed",
            sentiment = "negative",
            attendees = new[] { "Jess Holroyd" },
        };
        yield return new
        {
            type = "note",
            external_id = Id("note"),
            customer = of,
            title = "Courtesy car",
            content = "Prefers the one with **child seat** anchors.",
            visibility = "all",
            is_pinned = true,
            written_at = "2026-03-03T09:00:00Z",
        };
    }
}
