using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake.Columns;
using Rapport.Records.Customers.Intake.Rows;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Import.Runs;

internal static class StoredRights
{
    private sealed record Form(Guid? UserId, Scope Scope, Guid? BranchId, bool WritesTaxIds, bool SeesContactData);

    public static string Of(Access access) =>
        JsonSerializer.Serialize(
            new Form(
                access.Caller.UserId,
                access.Require(Permission.WriteCustomers),
                access.Caller.BranchId,
                access.Sees(Mask.TaxId),
                access.Sees(Mask.ContactData)
            ),
            ApiJson.Options
        );

    /// <summary>How far whoever starts an import of facts may write them; 403 for whoever may not.</summary>
    public static string Of(Access access, FactKind kind, OnUnknownCustomer onUnknown)
    {
        if (onUnknown == OnUnknownCustomer.Create)
            access.Require(Permission.WriteCustomers);
        return JsonSerializer.Serialize(
            new Form(access.Caller.UserId, access.RequireWriting(kind), access.Caller.BranchId, false, false),
            ApiJson.Options
        );
    }

    /// <summary>Whoever started it, with the right to write this kind of fact and no other.</summary>
    public static Caller Writer(CustomerImport import, FactKind kind)
    {
        var form = JsonSerializer.Deserialize<Form>(import.RightsJson, ApiJson.Options)!;
        var scopes = new Dictionary<Permission, Scope> { [kind.Write] = form.Scope };
        if (import.OnUnknownCustomer == OnUnknownCustomer.Create)
            scopes[Permission.WriteCustomers] = form.Scope;
        return new Caller(import.OrganizationId, form.UserId, "Import", form.BranchId, new Grants(scopes, new HashSet<Mask>()));
    }

    public static ImportRights Read(CustomerImport import)
    {
        var form = JsonSerializer.Deserialize<Form>(import.RightsJson, ApiJson.Options)!;
        return new ImportRights(
            import.StartedById,
            form.UserId,
            form.Scope,
            form.BranchId,
            form.WritesTaxIds,
            form.SeesContactData,
            import.OwnerId,
            import.BranchId,
            CustomerSource.Import
        );
    }
}

/// <summary>Files with the same columns are mapped as the last one was.</summary>
internal static class MappingMemory
{
    public static async Task<ColumnMapping?> Recall(RapportDb db, string? factType, IReadOnlyList<string> headers, CancellationToken ct)
    {
        var json = (
            await db.Rows(
                $"""
                select mapping_json from import_mappings where organization_id = {db.TenantId} and header_hash = {Hash(factType, headers)}
                """,
                row => row.Text(0),
                ct
            )
        ).SingleOrDefault();
        if (json is null)
            return null;
        var mapping = ColumnMapping.FromJson(json);
        return mapping with { Columns = [.. mapping.Columns.Select(c => c with { By = MappedBy.Memory })] };
    }

    public static Task Keep(RapportDb db, string? factType, ColumnMapping mapping, DateTimeOffset now, CancellationToken ct) =>
        db.Execute(
            $"""
            insert into import_mappings (organization_id, header_hash, mapping_json, used_at) values ({db.TenantId}, {Hash(
                factType,
                [.. mapping.Columns.Select(c => c.Name)]
            )}, {mapping.ToJson()}, {now})
            on conflict (organization_id, header_hash) do update set mapping_json = excluded.mapping_json, used_at = excluded.used_at
            """,
            ct
        );

    private static byte[] Hash(string? factType, IReadOnlyList<string> headers) =>
        SHA256.HashData(Encoding.UTF8.GetBytes((factType is null ? "" : factType + '\u001e') + string.Join('\u001f', headers)));
}
