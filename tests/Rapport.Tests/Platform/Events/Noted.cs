using Rapport.Platform.Events;

namespace Rapport.Tests.Platform.Events;

/// <summary>An event that is the tests' own.</summary>
[EventName("test.noted")]
public sealed record Noted(Guid Id, string Text, Guid? About = null) : DomainEvent
{
    public override string SubjectType => "test";
    public override Guid SubjectId => Id;
    public override Guid? PersonId => About;
}
