using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>Turns a written status into a move, and remembers which stage customers that are being made begin with.</summary>
internal sealed class KeepStanding(RapportDb db, Access access, IServiceProvider services) : CustomerStanding
{
    private readonly Dictionary<Guid, SystemStage> begun = [];

    public SystemStage? BegunIn(Guid customer) => begun.TryGetValue(customer, out var stage) ? stage : null;

    public override void Begin(Customer customer, CustomerStatus written)
    {
        customer.Status = written;
        begun[customer.Id] = written switch
        {
            CustomerStatus.Prospect => SystemStage.Prospect,
            CustomerStatus.Churned => SystemStage.Churned,
            _ => SystemStage.Customer,
        };
    }

    public override async Task Write(Customer customer, CustomerStatus written, CancellationToken ct)
    {
        await LifecycleRows.Ensure(db, [customer.Id], ct);
        var map = await StageMap.Load(db, ct);
        var from = map[await LifecycleRows.Current(db, customer.Id, ct)];
        if (written == CustomerStatus.Inactive || from.Status == written)
        {
            await SetInactive(customer, written == CustomerStatus.Inactive, ct);
            customer.Status = written;
            return;
        }
        var to = map[TargetOf(written, from)];
        if (map.Move(from.Id, to.Id) is not { } needsApproval)
            throw map.NotAllowed(customer, from.Id, to, "by a status alone; move the stage and give a reason");
        if (needsApproval)
            throw new Refusal(
                "approval_needed",
                $"A move from {from.Name} to {to.Name} needs an approval. Request it under the customer's lifecycle.",
                new Dictionary<string, object?> { ["allowed"] = map.AllowedFrom(from.Id) }
            );
        await services.GetRequiredService<CustomerAccess>().Require(Permission.MoveLifecycle, customer, ct);
        await services
            .GetRequiredService<WriteMoves>()
            .Run([new(customer.Id, from.Id, [to.Id])], MoveStage.Cause(access, null) with { Tracked = customer }, map, ct);
    }

    public override async Task<bool> TakeBack(Customer customer, CustomerStatus was, CancellationToken ct)
    {
        await LifecycleRows.Ensure(db, [customer.Id], ct);
        var map = await StageMap.Load(db, ct);
        var stage = map[await LifecycleRows.Current(db, customer.Id, ct)];
        await SetInactive(customer, was == CustomerStatus.Inactive, ct);
        customer.Status = was == CustomerStatus.Inactive ? was : stage.Status;
        return customer.Status == was;
    }

    private static SystemStage TargetOf(CustomerStatus written, LifecycleStage from) =>
        written switch
        {
            CustomerStatus.Prospect => SystemStage.Prospect,
            CustomerStatus.Churned => SystemStage.Churned,
            _ => from.Category == StageCategory.PostCustomer ? SystemStage.WonBack : SystemStage.Customer,
        };

    private Task<int> SetInactive(Customer customer, bool isInactive, CancellationToken ct) =>
        db.Execute(
            $"""
            update customer_lifecycles set is_inactive = {isInactive}, version = version + 1
            where organization_id = {db.TenantId} and customer_id = {customer.Id}
            """,
            ct
        );
}
