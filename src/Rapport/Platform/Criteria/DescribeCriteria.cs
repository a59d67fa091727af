using System.Globalization;
using Rapport.Platform.Data;

namespace Rapport.Platform.Criteria;

/// <summary>A piece of a sentence; with the path of the condition whose value it is.</summary>
public sealed record SentencePiece(string Text, string? Path = null);

/// <summary>Says in one English sentence what criteria ask for.</summary>
public static class DescribeCriteria
{
    private const int MostListed = 5;

    public static string Sentence(Criterion criterion) => string.Concat(Pieces(criterion).Select(p => p.Text));

    public static IReadOnlyList<SentencePiece> Pieces(Criterion criterion)
    {
        if (criterion is Group { Kind: GroupKind.All or GroupKind.None, Of.Count: 0 })
            return [new("All customers.")];
        if (criterion is Group { Kind: GroupKind.Any, Of.Count: 0 })
            return [new("No customers.")];
        List<SentencePiece> pieces = [new("Customers where ")];
        Say(pieces, criterion, isOutermost: true);
        pieces.Add(new("."));
        return pieces;
    }

    /// <summary>A condition by itself, such as "orders in the last 90 days: at least 2".</summary>
    public static string Phrase(Condition condition)
    {
        var pieces = new List<SentencePiece>();
        Say(pieces, condition);
        return string.Concat(pieces.Select(p => p.Text));
    }

    private static void Say(List<SentencePiece> pieces, Criterion criterion, bool isOutermost = false)
    {
        if (criterion is Condition condition)
            Say(pieces, condition);
        else if (criterion is Group group)
            Say(pieces, group, isOutermost);
    }

    private static void Say(List<SentencePiece> pieces, Group group, bool isOutermost)
    {
        if (group.Of.Count == 0)
        {
            pieces.Add(new(group.Kind == GroupKind.Any ? "never" : "always"));
            return;
        }
        var (opening, joining) = group.Kind switch
        {
            GroupKind.None when group.Of.Count > 1 => ("none of these hold: ", "; "),
            GroupKind.None or GroupKind.Not => ("it is not so that ", ""),
            GroupKind.Any when group.Of.Count > 1 => ("either ", " or "),
            _ => ("", ", and "),
        };
        var isWrapped = !isOutermost && group.Of.Count > 1;
        pieces.Add(new((isWrapped ? "(" : "") + opening));
        for (var i = 0; i < group.Of.Count; i++)
        {
            if (i > 0)
                pieces.Add(new(joining));
            Say(pieces, group.Of[i]);
        }
        if (isWrapped)
            pieces.Add(new(")"));
    }

    private static void Say(List<SentencePiece> pieces, Condition condition)
    {
        if (condition.Field.Type == CriteriaType.Segment)
        {
            pieces.Add(new(condition.Operator == CriteriaOperator.InSegment ? "in segment " : "not in segment "));
            pieces.Add(new(Listed(condition), condition.Path));
            return;
        }
        pieces.Add(new(Subject(condition) + " "));
        pieces.Add(new(Predicate(condition), condition.Path));
        if (condition.Currency is { } currency)
            pieces.Add(new($" ({currency})"));
    }

    private static string Subject(Condition condition)
    {
        var text = Lowered(condition.Field.Label);
        if (condition.Where is { } where)
        {
            var pieces = new List<SentencePiece>();
            Say(pieces, where, isOutermost: true);
            text += $" with {string.Concat(pieces.Select(p => p.Text))}";
        }
        return condition.Window is { } window ? $"{text} {Said(window)}" : text;
    }

    /// <summary>Abbreviations and names keep their capitals.</summary>
    private static string Lowered(string label) =>
        label.Length > 1 && char.IsUpper(label[0]) && char.IsLower(label[1]) ? char.ToLowerInvariant(label[0]) + label[1..] : label;

    private static string Said(Window window) =>
        (window.From, window.To) switch
        {
            ({ Point: { Moves: true, Amount: < 0 } back }, { Point: { Moves: true, Unit: null } }) => $"in the last {Length(back)}",
            ({ Point: { Moves: true, Unit: null } }, { Point: { Moves: true, Amount: > 0 } ahead }) => $"in the next {Length(ahead)}",
            ({ } from, { } to) => $"from {Said(from.Point)} to {Said(to.Point)}",
            ({ } from, null) => $"since {Said(from.Point)}",
            (null, { } to) => $"until {Said(to.Point)}",
            _ => "",
        };

    private static string Predicate(Condition condition)
    {
        var value = condition.Values.FirstOrDefault();
        if (condition.Field.Type is CriteriaType.Date or CriteriaType.Time && value is PointValue { Point: var point })
            return OfTime(condition, point);
        return condition.Operator switch
        {
            CriteriaOperator.Exists => "is known",
            CriteriaOperator.NotExists => "is not known",
            CriteriaOperator.Contains when condition.Field.Type == CriteriaType.Members => $"include {Listed(condition)}",
            CriteriaOperator.Contains => $"contains “{Listed(condition)}”",
            CriteriaOperator.StartsWith => $"begins with “{Listed(condition)}”",
            CriteriaOperator.Eq or CriteriaOperator.In when condition.Field.Type == CriteriaType.Members => $"include {Listed(condition)}",
            CriteriaOperator.Neq or CriteriaOperator.NotIn when condition.Field.Type == CriteriaType.Members =>
                $"do not include {Listed(condition)}",
            CriteriaOperator.Eq when value is TruthValue { Truth: var truth } => truth ? "is true" : "is false",
            CriteriaOperator.Neq when value is TruthValue { Truth: var truth } => truth ? "is not true" : "is not false",
            CriteriaOperator.Eq or CriteriaOperator.In => $"is {Listed(condition)}",
            CriteriaOperator.Neq or CriteriaOperator.NotIn => $"is not {Listed(condition)}",
            CriteriaOperator.Gt => $"is more than {Listed(condition)}",
            CriteriaOperator.Gte => $"is at least {Listed(condition)}",
            CriteriaOperator.Lt => $"is less than {Listed(condition)}",
            CriteriaOperator.Lte => $"is at most {Listed(condition)}",
            _ => $"is between {Said(condition.Values[0])} and {Said(condition.Values[1])}",
        };
    }

    private static string OfTime(Condition condition, TimePoint point) =>
        (condition.Operator, point) switch
        {
            (CriteriaOperator.Gte or CriteriaOperator.Gt, { Moves: true, Amount: < 0 }) => $"is within the last {Length(point)}",
            (CriteriaOperator.Lt or CriteriaOperator.Lte, { Moves: true, Amount: < 0 }) => $"is more than {Length(point)} ago",
            (CriteriaOperator.Between, { Moves: true, Unit: null })
                when condition.Values[1] is PointValue { Point: { Moves: true, Amount: > 0 } to } => $"is within the next {Length(to)}",
            (CriteriaOperator.Gte, _) => $"is on or after {Said(point)}",
            (CriteriaOperator.Gt, _) => $"is after {Said(point)}",
            (CriteriaOperator.Lte, _) => $"is on or before {Said(point)}",
            (CriteriaOperator.Lt, _) => $"is before {Said(point)}",
            (CriteriaOperator.Neq, _) => $"is not {Said(point)}",
            (CriteriaOperator.Between, _) => $"is between {Said(point)} and {Said(condition.Values[1])}",
            _ => $"is {Said(point)}",
        };

    private static string Listed(Condition condition)
    {
        var said = condition.Values.Take(MostListed).Select(Said).ToList();
        if (condition.Values.Count > MostListed)
            said.Add($"{condition.Values.Count - MostListed} more");
        var joining = condition.Operator is CriteriaOperator.NotIn or CriteriaOperator.NotInSegment ? " nor " : " or ";
        return said.Count == 1 ? said[0] : $"{string.Join(", ", said.Take(said.Count - 1))}{joining}{said[^1]}";
    }

    private static string Said(CriteriaValue value) =>
        value switch
        {
            TextValue text => text.Label ?? text.Text,
            IdValue id => id.Label,
            NumberValue number => number.Number.ToString("#,0.####", CultureInfo.InvariantCulture),
            PointValue point => Said(point.Point),
            TruthValue truth => truth.Truth ? "true" : "false",
            _ => "",
        };

    private static string Said(TimePoint point) =>
        point.Date is { } date ? date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)
        : point.Time is { } time ? time.ToString("d MMMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture)
        : point.Unit is null ? "now"
        : point.Amount < 0 ? $"{Length(point)} ago"
        : $"{Length(point)} from now";

    private static string Length(TimePoint point)
    {
        var (count, unit) = (
            Math.Abs(point.Amount),
            point.Unit switch
            {
                'h' => "hour",
                'd' => "day",
                'w' => "week",
                'M' => "month",
                _ => "year",
            }
        );
        return count == 1 ? unit : $"{count:N0} {unit}s";
    }
}
