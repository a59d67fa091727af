using System.Globalization;
using System.Text.RegularExpressions;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Described;
using Rapport.Records.Customers.Intake.Columns;

namespace Rapport.Tests.Records.Customers;

/// <summary>One line of the description is enough for a column of customers or accounts; no other file names it.</summary>
public abstract class DescribedFieldTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : DescribedFieldTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : DescribedFieldTests(server), IClassFixture<PostgresServer>;

    private static readonly IReadOnlyList<CustomerField> Fields = [.. CustomerDescription.Imported.Where(f => !f.IsWrittenApart)];

    [Fact, Trait("Spec", "CUS-1")]
    public async Task Each_field_is_written_answered_and_noted_in_the_history()
    {
        var id = (await Api.Post("/api/customers", Body(Fields, f => Sample(f)))).Expect(201).Id;
        Holds(await Api.Get($"/api/customers/{id}"));

        (await Api.Patch($"/api/customers/{id}", Body(Fields, f => Optional(f) ? null : "Other"))).Expect(200);
        var changes = (await Rows($"/api/customers/{id}/timeline"))
            .First(e => Text(e, "type") == "customer.updated")
            .GetProperty("details")
            .GetProperty("changes");
        Nothing.In(
            from field in Fields
            where changes.GetProperty(field.Name).GetProperty("from").ToString() != Written(field)
            select $"{field.Name}: {changes.GetProperty(field.Name)}"
        );
    }

    [Fact]
    public async Task Each_field_comes_in_by_a_row_under_its_name()
    {
        var row = Fields.ToDictionary(f => f.Name, f => Sample(f));
        (row["display_name"], row["type"]) = ($"Row {Ids.Next():N}", "organization");
        var answer = (await Api.Post("/api/customers/bulk", new[] { row })).Expect(200);
        Holds(await Api.Get($"/api/customers/{answer["results"][0].GetProperty("id").GetGuid()}"));
    }

    [Fact]
    public async Task Each_field_is_in_the_form_among_the_details_and_in_the_comparison_of_a_merge()
    {
        var (id, other) = (
            (await Api.Post("/api/customers", Body(Fields, f => Sample(f)))).Expect(201).Id,
            (await Api.Post("/api/customers", Body([], f => Sample(f)))).Expect(201).Id
        );
        var (form, page, preview) = (
            (await Api.Get($"/customers/{id}/edit")).Text,
            (await Api.Get($"/customers/{id}")).Text,
            (await Api.Get($"/api/customers/{id}/merges/preview?duplicate_ids={other}"))["fields"].EnumerateArray().ToList()
        );
        Nothing.In(from f in Fields where f.IsOnForm && !form.Contains($"name=\"{f.Path}\"", StringComparison.Ordinal) select f.Name);
        Nothing.In(
            from f in Fields
            where f.Details == DetailsPlace.Details && !page.Contains($"<dt>{f.Label}</dt>", StringComparison.Ordinal)
            select f.Name
        );
        Nothing.In(from f in Fields where preview.All(p => (Text(p, "name"), Text(p, "label")) != (f.Name, f.Label)) select f.Name);
    }

    [Fact]
    public async Task Each_field_is_found_in_the_headers_of_files_and_in_criteria()
    {
        var names = (await Api.Get("/api/segments/fields"))["data"].EnumerateArray().Select(f => Text(f, "name")).ToHashSet();
        Nothing.In(from f in CustomerDescription.All where f.Criterion is not null && !names.Contains(f.Criterion) select f.Name);
        Nothing.In(
            from field in CustomerDescription.Imported
            from header in field.Headers.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            where FieldNames.Find(header)?.Described != field
            select $"{field.Name}: {header}"
        );
    }

    /// <summary>Fields that other code uses have a name in the description; the others are only lines of its lists.</summary>
    [Fact]
    public void A_field_that_only_is_a_column_is_named_in_its_entity_in_the_description_and_in_no_third_file()
    {
        var used = typeof(CustomerDescription).GetFields().Select(f => f.GetValue(null)).OfType<CustomerField>().ToHashSet();
        var plain = CustomerDescription.All.Except(used).ToList();
        Assert.NotEmpty(plain);
        var sources = TestMachine
            .Sources("src/Rapport", ".cs", ".razor")
            .Where(file => !file.Contains("/Samples/", StringComparison.Ordinal))
            .Select(file => (Name: Path.GetFileName(file), Text: File.ReadAllText(file)))
            .ToList();
        Nothing.In(
            from field in plain
            from source in sources
            where Regex.IsMatch(source.Text, $"""\b{field.Property.Name}\b|"(account\.)?{field.Name}"|\b{field.Column}\b""")
            where source.Name is not ("Customer.cs" or "Account.cs" or "CustomerDescription.cs")
            select $"{field.Name}: {source.Name}"
        );
    }

    private static bool Optional(CustomerField field) => field != CustomerDescription.LegalName;

    private static object Sample(CustomerField field) =>
        field switch
        {
            LanguageColumn<Customer> => "de-DE",
            WebsiteColumn<Account> => "https://field.example",
            _ when field == CustomerDescription.ContractEnd => "2021-03-04",
            _ when field.IsDate => "2019-02-03",
            _ when field.IsAmount => 1250.55m,
            { Options: { } options } => options[0].Value,
            _ => $"Some {field.Label}",
        };

    private static string Written(CustomerField field) => Convert.ToString(Sample(field), CultureInfo.InvariantCulture)!;

    private static Dictionary<string, object?> Body(IReadOnlyList<CustomerField> fields, Func<CustomerField, object?> value)
    {
        var body = fields.Where(f => !f.IsOfAccount).ToDictionary(f => f.Name, value);
        body["display_name"] = $"Described {Ids.Next():N}";
        body["type"] = "organization";
        body["account"] = fields.Where(f => f.IsOfAccount).ToDictionary(f => f.Name, value);
        return body;
    }

    private static void Holds(Answer view) =>
        Nothing.In(
            from field in Fields
            let held = (field.IsOfAccount ? view["account"] : view.Json).GetProperty(field.Name)
            where held.ToString() != Written(field)
            select $"{field.Name}: {held}"
        );
}
