using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Intake;

/// <summary>The fields of a rejected row as they stood in the file; sealed, since there may be tax IDs and card numbers among
/// them.</summary>
public sealed class RawRow(MasterKey master, Tenant tenant)
{
    private static readonly byte[] Context = "import-row"u8.ToArray();
    private byte[]? sealing;

    private byte[] Sealing => sealing ??= master.For("import-rows", tenant.OrganizationId);

    public byte[] Seal(IEnumerable<string> fields) =>
        MasterKey.Seal(
            Sealing,
            JsonSerializer.SerializeToUtf8Bytes(fields.Select(f => f.Replace("\0", "", StringComparison.Ordinal)), ApiJson.Options),
            Context
        );

    public string[] Open(byte[]? row) =>
        row is null ? [] : JsonSerializer.Deserialize<string[]>(MasterKey.Unseal(Sealing, row, Context), ApiJson.Options)!;
}
