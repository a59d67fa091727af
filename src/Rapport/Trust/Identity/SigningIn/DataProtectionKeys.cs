using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Rapport.Platform.Data;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>
/// Keeps the framework's key ring in the database, sealed: every node reads it, and neither a backup nor a home folder holds it in the
/// open.
/// </summary>
internal sealed class DataProtectionKeys(Database database, MasterKey master) : IXmlRepository
{
    private readonly byte[] key = master.For("data-protection");

    // The framework asks synchronously, once a day at most; waiting here holds up nobody who waits for it.
    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(Read).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => Write(element, friendlyName)).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> Read()
    {
        await using var connection = await database.OpenSystem(CancellationToken.None);
        return await connection.Rows(
            $"select id, sealed from data_protection_keys order by id",
            row => XElement.Parse(Encoding.UTF8.GetString(MasterKey.Unseal(key, row.Bytes(1), row.Id(0).ToByteArray(true)))),
            CancellationToken.None
        );
    }

    private async Task Write(XElement element, string friendlyName)
    {
        var id = Ids.Next();
        var closed = MasterKey.Seal(key, Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)), id.ToByteArray(true));
        await database.Write(
            connection =>
                connection.Execute(
                    $"insert into data_protection_keys (id, friendly_name, sealed) values ({id}, {friendlyName}, {closed})",
                    CancellationToken.None
                ),
            CancellationToken.None
        );
    }
}

internal sealed class UseDataProtectionKeys(DataProtectionKeys keys) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options)
    {
        options.XmlRepository = keys;
        // Sealed by the repository; the framework need not encrypt once more.
        options.XmlEncryptor = new AsIs();
    }

    private sealed class AsIs : Microsoft.AspNetCore.DataProtection.XmlEncryption.IXmlEncryptor
    {
        public Microsoft.AspNetCore.DataProtection.XmlEncryption.EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
            new(plaintextElement, typeof(AsIsDecryptor));
    }
}

/// <summary>Named in the stored keys; never renamed.</summary>
internal sealed class AsIsDecryptor : Microsoft.AspNetCore.DataProtection.XmlEncryption.IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => encryptedElement;
}
