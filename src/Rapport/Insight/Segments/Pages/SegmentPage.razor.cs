using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments.Pages;

public partial class SegmentPage
{
    private const int Shown = 25;
    private static readonly Paging First = new(1, Shown, null, false);

    private SegmentView? segment;
    private Page<SegmentMemberView> members = new([], 0, 1, Shown, false, null);
    private Page<SegmentChangeView> log = new([], 0, 1, Shown, false, null);

    [Inject]
    public FindSegments Find { get; set; } = null!;

    [Inject]
    public FindMembers FindMembers { get; set; } = null!;

    [Inject]
    public EditSegment Edit { get; set; } = null!;

    [Inject]
    public Access Access { get; set; } = null!;

    [Parameter]
    public Guid? Id { get; set; }

    [SupplyParameterFromQuery(Name = "type")]
    public string? Type { get; set; }

    [SupplyParameterFromForm(Name = "version")]
    public int? Version { get; set; }

    [SupplyParameterFromForm(Name = "name")]
    public string? Name { get; set; }

    [SupplyParameterFromForm(Name = "description")]
    public string? Description { get; set; }

    [SupplyParameterFromForm(Name = "criteria")]
    public string? Criteria { get; set; }

    [SupplyParameterFromForm(Name = "schedule")]
    public string? Schedule { get; set; }

    [SupplyParameterFromForm(Name = "exclusive_group")]
    public string? Group { get; set; }

    [SupplyParameterFromForm(Name = "priority")]
    public int? Priority { get; set; }

    [SupplyParameterFromForm(Name = "is_active")]
    public string? IsActive { get; set; }

    [SupplyParameterFromForm(Name = "notifies_owners")]
    public string? NotifiesOwners { get; set; }

    private bool MayWrite => Access.Has(Permission.WriteSegments);

    private bool IsDynamic => segment is null ? Type != "static" : segment.Type == SegmentType.Dynamic;

    private string StoredCriteria => segment?.Criteria?.GetRawText() ?? """{"all":[]}""";

    private string PreviewUrl => segment is null ? "/segments/preview" : $"/segments/{segment.Id}/preview";

    private string ShownSchedule => Schedule ?? (segment?.Schedule is { } kept ? Words.Of(kept) : "continuous");

    private string ShownPriority =>
        (Priority ?? segment?.Priority ?? Segment.DefaultPriority).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private string? NextText => segment?.Schedule == SegmentSchedule.Continuous ? "kept current" : null;

    protected override async Task OnInitializedAsync()
    {
        if (Id is not { } id)
        {
            Access.Require(Permission.WriteSegments);
            return;
        }
        segment = await Find.One(id, Ct);
        members = await FindMembers.Run(id, First, Ct);
        log = await FindMembers.Changes(id, First, Ct);
    }

    private async Task Save()
    {
        Access.Require(Permission.WriteSegments);
        var saved = Guid.Empty;
        if (!await Try(async () => saved = (await Write(Input())).Id))
            return;
        Go($"/segments/{saved}", segment is null ? "Segment created" : "Segment saved");
    }

    private Task<Segment> Write(SegmentInput input) => segment is null ? Edit.Create(input, Ct) : Edit.Run(segment.Id, input, Version, Ct);

    private SegmentInput Input()
    {
        var input = new SegmentInput { Name = Name, Description = Description };
        if (segment is null)
            input = input with { Type = IsDynamic ? SegmentType.Dynamic : SegmentType.Static };
        if (!IsDynamic)
            return input;
        return input with
        {
            Criteria = Read(Criteria),
            Schedule = Words.TryParse<SegmentSchedule>(Schedule, out var schedule) ? schedule : SegmentSchedule.Continuous,
            ExclusiveGroup = string.IsNullOrWhiteSpace(Group) ? null : Group,
            Priority = Priority ?? Segment.DefaultPriority,
            IsActive = IsActive == "true",
            NotifiesOwners = NotifiesOwners == "true",
        };
    }

    internal static JsonElement Read(string? text)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text ?? "");
        }
        catch (JsonException)
        {
            throw new Invalid("criteria", "It is not JSON.");
        }
    }
}
