using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Import.Runs;

namespace Rapport.Records.Import;

/// <summary>
/// A file as it is posted: a form with the file and its options in any order, or the bare file with options in the query. A folder of
/// vCards comes as a form with many, which become one.
/// </summary>
internal sealed record ImportForm(ImportFiles.Stored Stored, string FileName, UploadImport.Options Options)
{
    /// <summary>Beside the bare file; in a form they are fields.</summary>
    public static readonly (string Name, string Meaning)[] Parameters =
    [
        ("file_name", "Name of a file that is sent alone"),
        ("on_duplicate", $"{string.Join(", ", Words.All<OnDuplicate>())}; review when left out"),
        ("dry_run", "true: read it and say what would become of it"),
        ("again", "true: although the same file was imported before"),
        ("owner_id", "Owner of the customers that name none"),
        ("branch_id", "Branch of the customers that name none"),
        ("sheet", "Name of the sheet of a workbook"),
        ("mapping", "Which column goes where, as JSON: {\"Column\": \"email\"}"),
        ("type", "customer, or a kind of fact"),
        ("on_unknown_customer", $"Of facts: {string.Join(", ", Words.All<OnUnknownCustomer>())}"),
    ];

    private const int MaxField = 1 << 20,
        MaxFiles = 10_000;

    public static async Task<ImportForm> Read(HttpRequest request, ImportFiles files, CancellationToken ct)
    {
        var values = request.Query.ToDictionary(q => q.Key, q => q.Value.ToString());
        var sent = new List<(string Name, ImportFiles.Stored Stored)>();
        try
        {
            var name = values.GetValueOrDefault("file_name") ?? "import.csv";
            if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
                throw new BadHttpRequestException(
                    "Send the file as multipart/form-data, or alone under its own type, such as text/csv.",
                    StatusCodes.Status415UnsupportedMediaType
                );
            if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            {
                var reader = new MultipartReader(
                    HeaderUtilities.RemoveQuotes(type.Boundary).Value ?? throw new Unreadable("file", "The form has no boundary."),
                    request.Body,
                    1 << 16
                );
                while (await reader.ReadNextSectionAsync(ct) is { } section)
                {
                    if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part))
                        continue;
                    var field = HeaderUtilities.RemoveQuotes(part.Name).Value ?? "";
                    if (field == "file" || part.FileName.HasValue)
                    {
                        if (sent.Count == MaxFiles)
                            throw new Unreadable("file", $"At most {MaxFiles} files are taken at once.");
                        var given = HeaderUtilities.RemoveQuotes(part.FileNameStar.HasValue ? part.FileNameStar : part.FileName).Value;
                        sent.Add((string.IsNullOrEmpty(given) ? name : given, await files.Store(section.Body, Ids.Next(), ct)));
                    }
                    else
                        values[field] = await Text(section.Body, field, ct);
                }
            }
            else if (
                type.MediaType.Value
                is "text/csv"
                    or "text/plain"
                    or "text/tab-separated-values"
                    or "application/octet-stream"
                    or "application/vnd.ms-excel"
                    or "text/vcard"
                    or "text/x-vcard"
                    or "text/ldif"
                    or "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            )
                sent.Add((name, await files.Store(request.Body, Ids.Next(), ct)));
            else
                throw new BadHttpRequestException(
                    "Send the file as multipart/form-data, or alone under its own type, such as text/csv.",
                    StatusCodes.Status415UnsupportedMediaType
                );
            var options = OptionsOf(values);
            if (sent.Count == 0)
                throw new Invalid("file", "It is required.");
            (name, var stored) = sent.Count == 1 ? sent[0] : await files.JoinCards(sent, ct);
            return new ImportForm(stored, StorableText.Fault(name) is null ? name : "import.csv", options);
        }
        catch
        {
            foreach (var (_, file) in sent)
                await files.Delete(file.Path, CancellationToken.None);
            throw;
        }
    }

    /// <summary>For the description of the API.</summary>
    public static void Describe(OpenApiOperation operation, OpenApiDocument document)
    {
        var options = new (string Name, string Meaning)[]
        {
            ("on_duplicate", "review (as when left out), create, skip or merge"),
            ("dry_run", "true: read it, and import nothing"),
            ("again", "true: import a file that was imported before"),
            ("owner_id", "Owner of new customers without one"),
            ("branch_id", "Branch of new customers without one"),
            ("sheet", "Name of the sheet of a workbook; the first when left out"),
            ("mapping", "Columns and the fields they go to, as a JSON object"),
            ("type", "customer (as when left out), or the type of records in the file"),
            ("on_unknown_customer", "park (as when left out), reject or create"),
        };
        var form = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "file" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            },
        };
        foreach (var (name, meaning) in options)
            form.Properties[name] = new OpenApiSchema { Type = JsonSchemaType.String, Description = meaning };
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "The file and its options. A bare file is taken too, with the options in the query.",
            Content = new Dictionary<string, OpenApiMediaType> { ["multipart/form-data"] = new() { Schema = form } },
        };
    }

    private static async Task<string> Text(Stream body, string field, CancellationToken ct)
    {
        var buffer = new byte[MaxField + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length <= MaxField ? System.Text.Encoding.UTF8.GetString(buffer, 0, length) : throw new Unreadable(field, "It is too long.");
    }

    private static UploadImport.Options OptionsOf(Dictionary<string, string> values)
    {
        var query = new QueryReader(
            new QueryCollection(values.ToDictionary(v => v.Key, v => new Microsoft.Extensions.Primitives.StringValues(v.Value)))
        );
        var options = new UploadImport.Options(
            query.Word<OnDuplicate>("on_duplicate") ?? OnDuplicate.Review,
            query.Truth("dry_run"),
            query.Truth("again")
        )
        {
            OwnerId = query.Id("owner_id"),
            BranchId = query.Id("branch_id"),
            Sheet = query.Text("sheet", 100),
            Mapping = Mapping(query.Text("mapping", MaxField)),
            FactType = query.Text("type", 40) is { } type and not "customer" ? type : null,
            OnUnknownCustomer = query.Word<OnUnknownCustomer>("on_unknown_customer") ?? OnUnknownCustomer.Park,
        };
        query.Done("file_name", "__RequestVerificationToken");
        return options;
    }

    private static IReadOnlyList<(string, string?)> Mapping(string? json)
    {
        if (json is null)
            return [];
        try
        {
            return [.. JsonSerializer.Deserialize<Dictionary<string, string?>>(json, ApiJson.Options)!.Select(m => (m.Key, m.Value))];
        }
        catch (JsonException)
        {
            throw new Unreadable("mapping", "It must be an object such as {\"Column\": \"email\"}.");
        }
    }
}
