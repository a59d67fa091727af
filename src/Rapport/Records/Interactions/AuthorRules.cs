using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions;

/// <summary>What a person wrote is changed by them, or by those who manage interactions.</summary>
internal sealed class AuthorRules<T>(Access access) : IntakeRules
    where T : CustomerFact
{
    public override FactKind Kind { get; } = FactKind.Of<T>();

    public override string? ProtectsAuthor() =>
        access.Has(Permission.ManageInteractions)
            ? null
            : "Another person wrote it. Only they, or somebody who manages interactions, may change it.";
}
