using Rapport.Models.Linkage;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>What an organization calls a duplicate worth a look. An organization without a row goes by the defaults.</summary>
public sealed class DuplicateSettings : VersionedEntity
{
    /// <summary>Pairs above this probability go into the queue.</summary>
    public double ReviewAbove { get; set; } = MatchModel.Threshold;
    /// <summary>Whether merging many at once needs a second person.</summary>
    public bool ApproveMassMerges { get; set; } = true;
    /// <summary>Fields that are not compared, with spaces between them.</summary>
    public string IgnoredFields { get; set; } = "";
    public DateTimeOffset? UpdatedAt { get; set; }

    public IReadOnlyList<LinkageFieldName> Ignored => [.. IgnoredFields.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Words.Parse<LinkageFieldName>)];

    /// <summary>The record without what this organization does not compare.</summary>
    public LinkageRecord Compared(LinkageRecord record)
    {
        var ignored = Ignored;
        if (ignored.Count == 0) return record;
        return new LinkageRecord
        {
            Name = record.Name, Type = record.Type, ExternalIds = record.ExternalIds,
            BirthDate = ignored.Contains(LinkageFieldName.BirthDate) ? null : record.BirthDate,
            Phones = ignored.Contains(LinkageFieldName.Phone) ? [] : record.Phones,
            Emails = ignored.Contains(LinkageFieldName.Email) ? [] : record.Emails,
            Addresses = ignored.Contains(LinkageFieldName.Address) ? [] : record.Addresses,
            TaxId = ignored.Contains(LinkageFieldName.TaxId) ? null : record.TaxId,
        };
    }
}

/// <summary>Fields that may be left out of the comparison; the name always counts.</summary>
public enum LinkageFieldName { BirthDate, Phone, Email, Address, TaxId }
