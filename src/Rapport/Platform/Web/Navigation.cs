namespace Rapport.Platform.Web;

/// <summary>The navigation as one person sees it on one page.</summary>
internal sealed class Navigation
{
    private const int OnPhone = 3;

    private readonly NavItem[] items;

    public Navigation(IEnumerable<NavItem> all, Frame frame, string path)
    {
        items =
        [
            .. all.Where(item =>
                    (item.Permission is null || frame.Allows(item.Permission)) && (item.HiddenBy is null || !frame.Hides(item.HiddenBy))
                )
                .OrderBy(item => item.Order),
        ];
        Current = items.Where(item => item.Group != NavItem.Do && item.Covers(path)).MaxBy(item => item.Url.Length);
    }

    public NavItem? Current { get; }

    public IEnumerable<NavItem> Under(string group) => items.Where(item => item.Group == group);

    /// <summary>The groups with a heading, each where its first item puts it.</summary>
    public IEnumerable<IGrouping<string, NavItem>> Groups =>
        items.Where(item => item.Group is not (NavItem.Top or NavItem.Foot or NavItem.You or NavItem.Do)).GroupBy(item => item.Group);

    public IReadOnlyList<NavItem> Phone => [.. Under(NavItem.Top).Concat(Groups.SelectMany(group => group)).Take(OnPhone)];

    public IReadOnlyList<NavItem> Pages => [.. items.Where(item => item.Group != NavItem.Do)];

    public string? Marks(NavItem item) => item == Current ? "page" : null;
}
