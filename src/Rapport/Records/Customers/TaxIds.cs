using System.Security.Cryptography;
using System.Text;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers;

/// <summary>Tax IDs are sealed at rest; equal ones are found through a keyed blind index.</summary>
public sealed class TaxIds(MasterKey master, Tenant tenant)
{
    private static readonly byte[] Context = "tax-id"u8.ToArray();
    private byte[]? sealing,
        indexing;

    private byte[] Sealing => sealing ??= master.For("tax-id", tenant.OrganizationId);
    private byte[] Indexing => indexing ??= master.For("tax-id-index", tenant.OrganizationId);

    public byte[] Seal(string normalized) => MasterKey.Seal(Sealing, Encoding.UTF8.GetBytes(normalized), Context);

    public string? Open(byte[]? sealedId) =>
        sealedId is null ? null : Encoding.UTF8.GetString(MasterKey.Unseal(Sealing, sealedId, Context));

    public byte[] Index(string normalized) => HMACSHA256.HashData(Indexing, Encoding.UTF8.GetBytes(normalized))[..16];
}
