using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Formats;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Records.Customers.Described;

public class TextColumn<TRecord>(Expression<Func<TRecord, string?>> property, string label, int limit)
    : CustomerField<TRecord, string?>(property, label)
    where TRecord : Entity
{
    internal override CriteriaType CriterionType => CriteriaType.Text;

    private protected override string? Checked(Errors errors, string? given, DateOnly today) => errors.Text(Path, given, limit);

    private protected override string? Stored(Row row) => row.TextOrNull(Column);

    private protected override string? Understood(CellText cell) => cell.Errors.Text(cell.Name, cell.Text, limit);

    private protected override void Limit(PropertyBuilder<string?> column) => column.HasMaxLength(limit);
}

/// <summary>A language tag, such as en-GB.</summary>
public sealed class LanguageColumn<TRecord>(Expression<Func<TRecord, string?>> property, string label)
    : TextColumn<TRecord>(property, label, 20)
    where TRecord : Entity
{
    private protected override string? Checked(Errors errors, string? given, DateOnly today) => errors.Language(Path, given);

    private protected override string? Understood(CellText cell) =>
        cell.Known(ReadWords.Language(cell.Text), "It must be a language tag, such as en or pt-BR.");

    internal override bool Fits(string sample) => ReadWords.Language(sample) is not null;
}

/// <summary>An address of a page on the web.</summary>
public sealed class WebsiteColumn<TRecord>(Expression<Func<TRecord, string?>> property, string label)
    : TextColumn<TRecord>(property, label, 1000)
    where TRecord : Entity
{
    internal override string InputType => "url";
    internal override string? Placeholder => "https://";
    internal override bool IsLink => true;

    private protected override string? Checked(Errors errors, string? given, DateOnly today) => errors.Website(Path, given);

    private protected override string? Understood(CellText cell) =>
        cell.Errors.Website(cell.Name, cell.Text.Contains("://", StringComparison.Ordinal) ? cell.Text : "https://" + cell.Text);
}

/// <summary>A picture elsewhere would tell its server who looks at whom, so that no address of one is taken.</summary>
public sealed class PictureColumn<TRecord>(Expression<Func<TRecord, string?>> property, string label)
    : TextColumn<TRecord>(property, label, 1000)
    where TRecord : Entity
{
    private protected override string? Checked(Errors errors, string? given, DateOnly today)
    {
        if (given is { Length: > 0 })
            errors.Add(Path, "Addresses of pictures elsewhere are not taken.");
        return null;
    }
}

/// <summary>A country's two letters.</summary>
public sealed class CountryColumn<TRecord>(Expression<Func<TRecord, string?>> property, string label)
    : TextColumn<TRecord>(property, label, 2)
    where TRecord : Entity
{
    private protected override string? Checked(Errors errors, string? given, DateOnly today) => errors.Country(Path, given);

    private protected override string? Understood(CellText cell) =>
        cell.Known(Countries.FromText(cell.Text), $"'{cell.Text}' is not a country.");
}

/// <summary>
/// A text that the table holds sealed: <see cref="WriteCustomer"/> and the import seal it, <see cref="OpenCustomer"/> unseals it.
/// </summary>
public sealed class SealedColumn<TRecord>(Expression<Func<TRecord, byte[]?>> property, string label, int limit)
    : CustomerField<TRecord, string?>((System.Reflection.PropertyInfo)((MemberExpression)property.Body).Member, label)
    where TRecord : Entity
{
    internal override CriteriaType CriterionType => CriteriaType.Text;

    private protected override string? Stored(Row row) => null;

    private protected override string? Understood(CellText cell) => cell.Errors.Text(cell.Name, cell.Text, limit);
}

public class DateColumn<TRecord>(Expression<Func<TRecord, DateOnly?>> property, string label)
    : CustomerField<TRecord, DateOnly?>(property, label)
    where TRecord : Entity
{
    internal override string InputType => "date";
    internal override bool IsDate => true;
    internal override CriteriaType CriterionType => CriteriaType.Date;

    private protected override DateOnly? Checked(Errors errors, DateOnly? given, DateOnly today) => errors.Day(Path, given);

    private protected override DateOnly? Stored(Row row) => row.DateOrNull(Column);

    private protected override DateOnly? Understood(CellText cell) =>
        cell.Known(ReadDates.Read(cell.Text, cell.DayFirst), $"'{cell.Text}' is not a date, such as 2026-03-01.");

    internal override bool Fits(string sample) => ReadDates.Read(sample, true) is not null || ReadDates.Read(sample, false) is not null;

    internal override string? Said(object? value) => ((DateOnly?)value)?.ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    internal override string Typed(object? value) => ((DateOnly?)value)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}

public sealed class BirthdayColumn<TRecord>(Expression<Func<TRecord, DateOnly?>> property, string label)
    : DateColumn<TRecord>(property, label)
    where TRecord : Entity
{
    private protected override DateOnly? Checked(Errors errors, DateOnly? given, DateOnly today) => errors.Birthday(Path, given, today);

    private protected override DateOnly? Understood(CellText cell) => cell.Errors.Birthday(cell.Name, base.Understood(cell), cell.Today);
}

/// <summary>One word of a list.</summary>
public sealed class WordColumn<TRecord, TWord>(Expression<Func<TRecord, TWord?>> property, string label)
    : CustomerField<TRecord, TWord?>(property, label)
    where TRecord : Entity
    where TWord : struct, Enum
{
    internal override IReadOnlyList<Choice> Options => Pages.Choices.Of<TWord>();
    internal override CriteriaType CriterionType => CriteriaType.OrderedChoice;
    internal override IReadOnlyList<CriteriaOption> CriterionOptions => CriteriaOptions.Of<TWord>();

    private protected override TWord? Stored(Row row) => row.TextOrNull(Column) is { } word ? Words.Parse<TWord>(word) : null;

    private protected override TWord? Understood(CellText cell) =>
        cell.Known(Find(cell.Text), $"It must be one of {string.Join(", ", Words.All<TWord>())}.");

    internal override bool Fits(string sample) => Find(sample) is not null;

    internal override string? Said(object? value) => value is TWord word ? Pages.Choices.Said(Words.Of(word)) : null;

    internal override string Typed(object? value) => value is TWord word ? Words.Of(word) : "";

    private static TWord? Find(string text) =>
        Words.TryParse<TWord>(text, out var word) || Words.TryParse(ReadWords.Plain(text), out word) ? word : null;
}

/// <summary>A sum in the organization's currency.</summary>
public sealed class AmountColumn<TRecord>(Expression<Func<TRecord, decimal?>> property, string label)
    : CustomerField<TRecord, decimal?>(property, label)
    where TRecord : Entity
{
    private const decimal Most = 9_999_999_999_999.99m;

    internal override bool IsAmount => true;
    internal override CriteriaType CriterionType => CriteriaType.Number;

    private protected override decimal? Checked(Errors errors, decimal? given, DateOnly today)
    {
        if (given is < 0 or > Most)
            errors.Add(Path, "It must lie between 0 and 9,999,999,999,999.99.");
        return given;
    }

    private protected override decimal? Stored(Row row) => row.DecimalOrNull(Column);

    private protected override decimal? Understood(CellText cell) =>
        cell.Known(
            ReadWords.Number(cell.Text) is { } amount and >= 0 and <= Most ? amount : (decimal?)null,
            "It must be an amount from 0 to 9,999,999,999,999.99."
        );

    private protected override void Limit(PropertyBuilder<decimal?> column) => column.HasPrecision(18, 2);

    internal override bool Fits(string sample) => decimal.TryParse(sample, CultureInfo.InvariantCulture, out _);

    internal override string? Said(object? value) => ((decimal?)value)?.ToString("N2", CultureInfo.CurrentCulture);

    internal override string Typed(object? value) => ((decimal?)value)?.ToString("0.##", CultureInfo.CurrentCulture) ?? "";
}
