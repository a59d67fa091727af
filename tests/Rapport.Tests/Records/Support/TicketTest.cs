using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Tests.Records.Customers;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Support;

/// <summary>What the tests of tickets share.</summary>
public abstract class TicketTest(TestServer server) : PartsTest(server)
{
    protected async Task<(Guid Id, Guid Customer)> Ticket(string subject, object? more = null, Guid? customer = null, string? email = null)
    {
        var of = customer ?? await Customer($"{subject} Ltd", email is null ? null : new { email });
        var fields = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        fields["customer_id"] = of;
        fields["subject"] = subject;
        return ((await Api.Post("/api/tickets", fields)).Expect(201).Id, of);
    }

    protected async Task<Answer> Write(Guid ticket, string body, string kind = "public", HttpClient? by = null, string query = "") =>
        await (by ?? Api).Post($"/api/tickets/{ticket}/messages{query}", new { body, kind });

    protected async Task<JsonElement> Open(Guid ticket) => (await Api.Get($"/api/tickets/{ticket}")).Expect(200).Json;

    protected Task<long> OpenTickets(Guid customer) =>
        Count($"select open_tickets from customer_summary where organization_id = {Organization} and customer_id = {customer}");

    protected async Task<string> Page(string path) => System.Net.WebUtility.HtmlDecode((await Api.Get(path)).Expect(200).Text);
}
