using Rapport.Platform.Data;
using Rapport.Records.Customers.Addresses;
using Rapport.Records.Customers.Contacts;
using Rapport.Records.Customers.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Panels;

internal sealed class CoreProfilePart(PartReading reading) : CustomerPart<CoreProfile>
{
    private const int Most = 200;
    private readonly List<AddressView> addresses = [];

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                addresses,
                $"""
                select {Sql.Raw(AddressView.Columns)} from addresses where {reading.Mine} and archived_at is null
                order by {PrimaryAddress.First(reading.Organization, reading.Customer)} limit {Most}
                """,
                AddressView.Of
            ),
        ];

    public override CoreProfile Answer() => CoreProfile.Of(reading.View, addresses);
}

internal sealed class ContactsPart(PartReading reading, Access access) : CustomerPart<IReadOnlyList<ContactView>>
{
    private const int Most = 200;
    private readonly List<ContactView> contacts = [];

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                contacts,
                $"""
                select {Sql.Raw(ContactView.Columns)} from contacts where {reading.Mine} and archived_at is null
                order by is_primary desc, name_key, id limit {Most}
                """,
                row => ContactView.Of(row, access)
            ),
        ];

    public override IReadOnlyList<ContactView>? Answer() => contacts.Count == 0 ? null : contacts;
}

internal sealed class AccountPart(PartReading reading) : CustomerPart<AccountView>
{
    public override AccountView? Answer() => reading.View.Account;
}

internal sealed class TagsPart(PartReading reading) : CustomerPart<IReadOnlyList<string>>
{
    public override IReadOnlyList<string>? Answer() => reading.View.Tags.Count == 0 ? null : reading.View.Tags;
}

/// <summary>The latest entries of the timeline; the page's panel reads its own, by what is filtered.</summary>
internal sealed class TimelinePart : CustomerPart<CustomerTimeline.Answer>
{
    private const int Entries = 50;

    private readonly Statement[] statements;
    private readonly Func<CancellationToken, Task<CustomerTimeline.Answer>> read;
    private readonly ReadSentences sentences;
    private CustomerTimeline.Answer? entries;

    public TimelinePart(PartReading reading, CustomerTimeline timeline, ReadSentences sentences)
    {
        (statements, read) = timeline.Reading(reading.Customer, Entries);
        this.sentences = sentences;
    }

    public override IEnumerable<Statement> Statements => statements;

    public override async Task Load(CancellationToken ct) => entries = await sentences.Titled(await read(ct), ct);

    public override CustomerTimeline.Answer? Answer() => entries is { Data.Count: > 0 } ? entries : null;
}

/// <summary>The organization's tags, to choose from.</summary>
public sealed record TagChoices(IReadOnlyList<string> Names);

internal sealed class TagChoicesPart(PartReading reading) : CustomerPart<TagChoices>
{
    private const int Most = 500;
    private readonly List<string> tags = [];

    public override IEnumerable<Statement> Statements =>
        reading.Has(Permission.WriteCustomers)
            ?
            [
                Statement.Into(
                    tags,
                    $"select name from tags where organization_id = {reading.Organization} order by name_key limit {Most}",
                    row => row.Text(0)
                ),
            ]
            : [];

    public override TagChoices Answer() => new(tags);
}
