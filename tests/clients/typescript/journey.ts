import createClient from "openapi-fetch";
import type { paths } from "rapport-api";

/** What the runner hands over: where the server is, and who signs in. */
interface Settings {
    address: string;
    email: string;
    password: string;
}

function check(holds: boolean, what: string): asserts holds {
    if (!holds) throw new Error(`Not so: ${what}.`);
}

/** The body of an answer that went well. */
function body<T>(answer: { data?: T; error?: unknown; response: Response }, status = 200): T {
    const { url, status: given } = answer.response;
    check(given === status, `${url} answers ${status}, not ${given} (${JSON.stringify(answer.error)})`);
    return answer.data as T;
}

async function signIn({ address, email, password }: Settings) {
    const stranger = createClient<paths>({ baseUrl: address });
    const wrong = await stranger.POST("/api/auth/login", { body: { email, password: "wrong" } });
    check(wrong.error?.code === "unauthenticated", "a wrong password is refused");
    const session = body(await stranger.POST("/api/auth/login", { body: { email, password } }));
    return createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${session.access_token}` } });
}

export async function journey(settings: Settings) {
    const api = await signIn(settings);
    const name = `Client ${crypto.randomUUID()}`;

    const created = body(
        await api.POST("/api/customers", { body: { type: "individual", display_name: name, email: "typed@example.org" } }),
        201,
    );
    const again = await api.POST("/api/customers", { body: { type: "individual", display_name: name, email: "typed@example.org" } });
    check(again.response.status === 409 && again.error?.code === "possible_duplicate", "a duplicate is refused");
    const twin = body(
        await api.POST("/api/customers", {
            params: { query: { on_duplicate: "create" } },
            body: { type: "individual", display_name: name, email: "typed@example.org" },
        }),
        201,
    );

    const one = { path: { id: created.id } };
    const read = await api.GET("/api/customers/{id}", { params: one });
    const etag = read.response.headers.get("ETag");
    check(body(read).display_name === name && etag !== null, "it reads back with an ETag");
    const changed = body(
        await api.PATCH("/api/customers/{id}", { params: { ...one, header: { "If-Match": etag } }, body: { phone: "+49 30 901820" } }),
    );
    check(changed.phone === "+49 30 901820" && changed.display_name === name, "a change touches only what it names");
    const stale = await api.PATCH("/api/customers/{id}", { params: { ...one, header: { "If-Match": etag } }, body: { phone: null } });
    check(stale.response.status === 412 && stale.error?.code === "stale", "a change of an old version is refused");

    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
        const query = { search: name, limit: "1", ...(cursor ? { cursor } : {}) };
        const page = body(await api.GET("/api/customers", { params: { query } }));
        seen.push(...page.data.map((customer) => customer.id));
        cursor = page.next_cursor;
    } while (cursor);
    check(seen.includes(created.id) && seen.includes(twin.id) && seen.length === 2, "the list shows both by cursor");

    const contact = body(
        await api.POST("/api/customers/{id}/contacts", { params: one, body: { first_name: "Ada", last_name: "Typed" } }),
        201,
    );
    check(contact.last_name === "Typed", "a contact is added");
    const order = body(
        await api.POST("/api/orders", {
            body: { number: "TS-1", customer_id: created.id, currency: "EUR", total: 12.5, status: "completed" },
        }),
        201,
    );
    check("number" in order && order.number === "TS-1", "an order is added");
    const timeline = body(await api.GET("/api/customers/{id}/timeline", { params: one }));
    check(timeline.data.length > 0, "the timeline has entries");
    const view = body(await api.GET("/api/customers/{id}/360", { params: one }));
    check(view.core_profile.id === created.id, "the 360 is this customer's");

    const merge = body(await api.POST("/api/customers/{id}/merges", { params: one, body: { duplicate_ids: [twin.id] } }), 201);
    const merged = body(await api.GET("/api/customers/{id}", { params: { path: { id: twin.id } } }));
    check(merged.id === created.id, "the merged ID leads to the survivor");
    body(await api.DELETE("/api/merges/{id}", { params: { path: { id: merge.id } } }));
    const apart = body(await api.GET("/api/customers/{id}", { params: { path: { id: twin.id } } }));
    check(apart.id === twin.id, "the undone merge parts them");

    body(await api.DELETE("/api/customers/{id}", { params: one }), 204);
    const archived = body(await api.GET("/api/customers/{id}", { params: one }));
    check(archived.archived_at !== null, "it is archived");
}
