using static Rapport.Trust.Permissions.Permission;

namespace Rapport.Trust.Permissions;

/// <summary>The roles every organization begins with.</summary>
public static class BuiltInRoles
{
    public const string Owner = "owner",
        Admin = "admin",
        Manager = "manager",
        Viewer = "viewer";

    private static readonly Permission[] Reading =
    [
        ReadCustomers,
        ReadSales,
        ReadBilling,
        ReadSupport,
        ReadLoyalty,
        ReadMarketing,
        ReadService,
        ReadBehaviour,
        ReadInteractions,
        ReadSegments,
    ];
    private static readonly Permission[] Daily =
    [
        .. Reading,
        WriteCustomers,
        MoveLifecycle,
        WriteSupport,
        WriteInteractions,
        WriteService,
        WriteSegments,
    ];

    public static IEnumerable<Role> All() =>
        [
            new(Owner, "Owner", Grants.All, true),
            new(Admin, "Admin", Grants.All, true),
            Of(
                Manager,
                "Manager",
                Scope.Branch,
                [],
                [
                    .. Daily,
                    OverrideLifecycle,
                    WriteSales,
                    WriteBilling,
                    WriteLoyalty,
                    WriteMarketing,
                    WriteBehaviour,
                    WriteFacts,
                    ManageInteractions,
                    ArchiveCustomers,
                    AssignCustomers,
                    MergeCustomers,
                    ImportCustomers,
                    ExportCustomers,
                ],
                [ManageTags, ShareViews, ReadUsers, ReadAudit]
            ),
            Of("sales", "Sales", Scope.Branch, [Mask.PaymentData], [.. Daily, WriteSales, AssignCustomers, ExportCustomers], [ReadUsers]),
            Of("support", "Support", Scope.All, [Mask.TaxId], [.. Daily, WriteLoyalty], [ReadUsers]),
            Of(
                "marketing",
                "Marketing",
                Scope.All,
                [Mask.TaxId, Mask.PaymentData],
                [.. Reading, WriteMarketing, WriteSegments, ExportCustomers],
                [ManageTags, ShareViews, ReadUsers]
            ),
            Of("analyst", "Analyst", Scope.All, [Mask.ContactData, Mask.TaxId, Mask.PaymentData], Reading, [ReadUsers]),
            Of("dpo", "Data protection officer", Scope.All, [], [.. Reading, ExportCustomers, ReviewPersonalData], [ReadUsers, ReadAudit]),
            Of(Viewer, "Viewer", Scope.All, [Mask.TaxId, Mask.PaymentData], Reading, []),
        ];

    private static Role Of(string key, string name, Scope scope, Mask[] masks, Permission[] records, Permission[] general) =>
        new(
            key,
            name,
            new Grants(
                records.Select(p => (p, scope)).Concat(general.Select(p => (p, Scope.All))).ToDictionary(g => g.p, g => g.Item2),
                masks.ToHashSet()
            ),
            true
        );
}
