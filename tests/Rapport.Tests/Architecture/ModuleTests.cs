using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Rapport.Tests.Architecture;

/// <summary>Which module may use which. A new line here is a decision; the graph has no circle, whatever the lines say.</summary>
public sealed class ModuleTests
{
    private const string Any = "*";

    /// <summary>Modules of Records and Insight; all of them may use Platform and Trust.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Records.Customers"] = [],
        ["Records.Facts"] = ["Records.Customers"],
        ["Records.Import"] = ["Records.Customers", "Records.Facts"],
        ["Records.Sales"] = ["Records.Customers", "Records.Facts"],
        ["Records.Billing"] = ["Records.Customers", "Records.Facts"],
        ["Records.Support"] = ["Records.Customers", "Records.Facts", "Records.Interactions"],
        ["Records.Loyalty"] = ["Records.Customers", "Records.Facts"],
        ["Records.Campaigns"] = ["Records.Customers", "Records.Facts"],
        ["Records.Behaviour"] = ["Records.Customers", "Records.Facts", "Records.Sales", "Records.Purchases"],
        ["Records.Interactions"] = ["Records.Customers", "Records.Facts"],
        ["Records.Service"] = ["Records.Customers", "Records.Facts", "Records.Interactions"],
        ["Records.Purchases"] = ["Records.Customers", "Records.Facts", "Records.Sales", "Records.Billing", "Records.Service"],
        ["Records.Samples"] = [Any],
        ["Insight.Segments"] = ["Records.Customers", "Records.Interactions"],
        ["Insight.Scoring"] = ["Records.Customers", "Records.Facts", "Records.Interactions"],
        ["Insight.Lifecycle"] =
        [
            "Records.Customers",
            "Records.Facts",
            "Records.Interactions",
            "Records.Sales",
            "Records.Samples",
            "Insight.Scoring",
        ],
        ["Insight.Customer360"] = [Any],
        ["Insight.Workbench"] = ["Records.Customers"],
    };

    private static readonly Lazy<IReadOnlyList<(string From, string To, string Because)>> Edges = new(FindEdges);

    [Fact]
    public void A_module_uses_only_what_it_is_allowed_to() =>
        Nothing.In(
            from edge in Edges.Value
            where !Allowed.TryGetValue(edge.From, out var allowed) || !(allowed.Contains(Any) || allowed.Contains(edge.To))
            group edge.Because by (edge.From, edge.To) into same
            select $"{same.Key.From} uses {same.Key.To}: {string.Join(", ", same.Distinct().Order(StringComparer.Ordinal).Take(5))}"
        );

    [Fact]
    public void No_modules_use_each_other_in_a_circle()
    {
        var uses = Edges.Value.ToLookup(e => e.From, e => e.To);
        var (done, found) = (new HashSet<string>(), new List<string>());
        void Walk(string module, IReadOnlyList<string> path)
        {
            if (path.Contains(module))
                found.Add(string.Join(" → ", path.SkipWhile(m => m != module).Append(module)));
            else if (!done.Contains(module))
            {
                foreach (var next in uses[module].Distinct())
                    Walk(next, [.. path, module]);
                done.Add(module);
            }
        }
        foreach (var module in Edges.Value.Select(e => e.From).Distinct())
            Walk(module, []);

        Nothing.In(found);
    }

    [Fact]
    public void The_list_names_no_module_that_is_gone() =>
        Nothing.In(
            Allowed
                .Keys.Concat(Allowed.Values.SelectMany(m => m))
                .Where(m => m != Any)
                .Distinct()
                .Except(Edges.Value.SelectMany(e => new[] { e.From, e.To }))
        );

    private static List<(string, string, string)> FindEdges() =>
        [
            .. from type in new ArchLoader().LoadAssemblies(typeof(Server).Assembly).Build().Types
            let module = ModuleOf(type.FullName)
            where module is not null
            from dependency in type.Dependencies
            where dependency.Target is not GenericParameter
            let other = ModuleOf(dependency.Target.FullName)
            where other is not null && other != module
            select (module, other, $"{type.Name} → {dependency.Target.Name}"),
        ];

    private static string? ModuleOf(string type) =>
        type.Split('.') is ["Rapport", var layer and ("Records" or "Insight" or "Engagement" or "Integrations"), var module, ..]
            ? $"{layer}.{module}"
            : null;
}
