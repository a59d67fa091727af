namespace Rapport.Formats;

/// <summary>One row of a CSV file as it was read, sound or not.</summary>
/// <param name="Number">The data row, from 1; the header and blank lines are not counted.</param>
/// <param name="Line">The line of the file in which the row begins, from 1; quoted line breaks count as lines.</param>
/// <param name="Fields">The values without quotes. With a fault they hold what could be read, so that the row can be shown and written to a
/// file of rejected rows.</param>
/// <param name="Fault">What is wrong with the row, if anything.</param>
public sealed record CsvRow(long Number, long Line, IReadOnlyList<string> Fields, CsvFault Fault)
{
    /// <summary>UTF-16 code units of all its fields.</summary>
    public long Letters => Fields.Sum(text => (long)text.Length);

    /// <summary>What is wrong with the row in a sentence for people, or null for a sound row.</summary>
    public string? Problem =>
        Fault switch
        {
            CsvFault.None => null,
            CsvFault.TooFewFields => "The row has fewer fields than the first row.",
            CsvFault.TooManyFields => "The row has more fields than the first row.",
            CsvFault.UnclosedQuote => "A quote is opened and not closed.",
            CsvFault.TextAfterQuote => "Text follows a closing quote; a quote inside a quoted field must be doubled.",
            CsvFault.FieldTooLong => "A field is too long and was cut.",
            CsvFault.CutOff => "The file ends in the middle of it.",
            CsvFault.TooManyColumns => "The row has too many columns; the rest was left out.",
            _ => "The row is too long and was cut.",
        };
}

/// <summary>What can be wrong with a row. A later value hides an earlier one.</summary>
public enum CsvFault
{
    None,

    /// <summary>Fewer fields than the header, or than the first row when there is no header.</summary>
    TooFewFields,

    /// <summary>More fields than the header or the first row, and the surplus is not just empty.</summary>
    TooManyFields,

    /// <summary>A quoted field closes and goes on ("ab"c): the rest was taken as text.</summary>
    TextAfterQuote,

    /// <summary>The rest of the line was taken as text; reading goes on with the next line, so that the quote costs one row.</summary>
    UnclosedQuote,

    /// <summary>The file ends before the record does.</summary>
    CutOff,

    TooManyColumns,
    FieldTooLong,
    RowTooLong,
}

/// <summary>Bounds that keep a malformed or malicious file from filling the memory.</summary>
/// <param name="FieldLength">Characters of one field.</param>
/// <param name="Columns">Fields of one row.</param>
/// <param name="RowLength">Characters of one row with its quotes and delimiters; also the most text that is held at once.</param>
public sealed record CsvLimits(int FieldLength = 1 << 20, int Columns = 10_000, int RowLength = 1 << 22)
{
    public static CsvLimits Default { get; } = new();
}
