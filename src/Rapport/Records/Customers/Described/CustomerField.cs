using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers.Intake.Rows;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Described;

/// <summary>Where the customer's page shows a field.</summary>
public enum DetailsPlace
{
    Details,

    /// <summary>Beside the contract where there is one, else among the details.</summary>
    Contract,

    /// <summary>In a place of its own, or nowhere.</summary>
    Elsewhere,
}

/// <summary>
/// All that is said about a field of a customer or its account: requests, checks, import, pages, merge, criteria and answers follow.
/// </summary>
public abstract class CustomerField(PropertyInfo property, string label)
{
    internal PropertyInfo Property => property;

    /// <summary>In JSON, in mappings of imports and in the history.</summary>
    public string Name { get; init; } = Snake.Of(property.Name);
    public string Column { get; } = Snake.Of(property.Name);
    public string Label { get; } = label;

    /// <summary>What the form says below it.</summary>
    public string? Hint { get; init; }

    /// <summary>What the form of a new customer says instead.</summary>
    public string? HintForNew { get; init; }
    public bool IsOfAccount => property.DeclaringType == typeof(Account);

    /// <summary>In requests and forms.</summary>
    public string Path => IsOfAccount ? $"account.{Name}" : Name;

    /// <summary>A role that this kind of data is hidden from neither sees nor writes the field.</summary>
    public Mask? Hidden { get; init; }

    /// <summary>A role that this kind of data is hidden from sees the field and cannot write it.</summary>
    public Mask? HiddenToWrite { get; init; }

    /// <summary>What other programs call it in the headers of their files: letters and digits alone, in lower case.</summary>
    public string Headers { get; init; } = "";
    public bool IsImported { get; init; } = true;
    public bool IsOnForm { get; init; } = true;
    public DetailsPlace Details { get; init; }

    /// <summary>A merge keeps the earliest value, also of a duplicate.</summary>
    public bool KeepsEarliest { get; init; }

    /// <summary>Null of a field that segments and filters cannot ask about.</summary>
    internal string? Criterion { get; init; } =
        (property.DeclaringType == typeof(Account) ? "account." : "customer.") + Snake.Of(property.Name);
    internal string CriterionLabel { get; init; } = label;

    /// <summary>Its rules look at more than the field; <see cref="WriteCustomer"/> and the import write it themselves.</summary>
    internal bool IsWrittenApart { get; init; }

    internal int Place { get; set; }

    internal virtual string InputType => "text";
    internal virtual string? Placeholder => null;
    internal virtual IReadOnlyList<Choice>? Options => null;
    internal virtual bool IsDate => false;
    internal virtual bool IsAmount => false;
    internal virtual bool IsLink => false;
    internal abstract CriteriaType CriterionType { get; }
    internal virtual IReadOnlyList<CriteriaOption> CriterionOptions => [];

    internal abstract InlineField Asked { get; }
    internal abstract InlineField Answered { get; }

    /// <summary>The value of a request, checked, into the record.</summary>
    internal abstract void Write(Entity record, FieldInput input, Errors errors, FieldChanges changes, DateOnly today);

    /// <summary>The value of an imported row into the record.</summary>
    internal abstract void Fill(Entity record, FieldValues draft, MakeRecord.Fill fill);

    /// <summary>The value of a row of the table.</summary>
    internal abstract object? Read(Row row);

    /// <summary>The value of a file's cell; null where it is none.</summary>
    internal abstract object? Read(CellText cell);

    /// <summary>Whether a sample of a file could be a value: what a guessed mapping is checked by.</summary>
    internal virtual bool Fits(string sample) => true;

    /// <summary>The text among the details.</summary>
    internal virtual string? Said(object? value) => value?.ToString();

    /// <summary>The text of the form's input.</summary>
    internal virtual string Typed(object? value) => value?.ToString() ?? "";

    /// <summary>Adds the column where the table is that of the field's record.</summary>
    internal abstract void AddTo<T>(TableInsert<T> table);

    /// <summary>The column's limits where the table is that of the field's record.</summary>
    internal abstract void Configure<T>(EntityTypeBuilder<T> table)
        where T : class;
}

/// <summary>A cell of an imported file and how its dates are written.</summary>
internal readonly record struct CellText(Errors Errors, string Name, string Text, bool DayFirst, DateOnly Today)
{
    /// <summary>The value, or null with a fault noted.</summary>
    public T? Known<T>(T? value, string fault)
    {
        if (value is null)
            Errors.Add(Name, fault);
        return value;
    }
}

/// <typeparam name="T">What the field holds; it may always be null.</typeparam>
public abstract class CustomerField<TRecord, T> : CustomerField
    where TRecord : Entity
{
    private readonly Func<TRecord, T>? get;
    private readonly Action<TRecord, T>? set;

    private protected CustomerField(Expression<Func<TRecord, T>> property, string label)
        : this((PropertyInfo)((MemberExpression)property.Body).Member, label)
    {
        var value = Expression.Parameter(typeof(T));
        get = property.Compile();
        set = Expression.Lambda<Action<TRecord, T>>(Expression.Assign(property.Body, value), property.Parameters[0], value).Compile();
    }

    /// <summary>A field that the record does not hold as it is shown.</summary>
    private protected CustomerField(PropertyInfo property, string label)
        : base(property, label) { }

    internal override InlineField Asked =>
        new(Name, typeof(Maybe<T>), null, input => ((FieldInput)input).Of(this), (input, value) => ((FieldInput)input)[this] = value);

    internal override InlineField Answered =>
        new(Name, typeof(T), Property, values => ((FieldValues)values)[this], (values, value) => ((FieldValues)values)[this] = value);

    internal override void Write(Entity record, FieldInput input, Errors errors, FieldChanges changes, DateOnly today)
    {
        if (set is null || input.Of(this) is not { IsSet: true } given)
            return;
        var value = Checked(errors, given.Value, today);
        if (changes.Note(Name, get!((TRecord)record), value))
            set((TRecord)record, value!);
    }

    internal override void Fill(Entity record, FieldValues draft, MakeRecord.Fill fill)
    {
        if (set is not null && draft.Of(this) is { } given)
            fill.Set(Name, get!((TRecord)record), given, value => set((TRecord)record, value!));
    }

    internal override object? Read(Row row) => Stored(row);

    internal override object? Read(CellText cell) => Understood(cell);

    internal override void AddTo<TRow>(TableInsert<TRow> table)
    {
        if (get is not null && table is TableInsert<TRecord> own)
            own.Column(Column, get);
    }

    internal override void Configure<TRow>(EntityTypeBuilder<TRow> table)
    {
        if (get is not null && table is EntityTypeBuilder<TRecord> own)
            Limit(own.Property<T>(Property.Name));
    }

    /// <summary>The value of a request as it is stored; faults are noted.</summary>
    private protected virtual T? Checked(Errors errors, T? given, DateOnly today) => given;

    private protected abstract T? Stored(Row row);

    private protected abstract T? Understood(CellText cell);

    private protected virtual void Limit(PropertyBuilder<T> column) { }
}
