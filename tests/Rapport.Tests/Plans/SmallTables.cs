namespace Rapport.Tests.Plans;

/// <summary>Tables that stay small however many customers there are. A new line here is a decision.</summary>
internal static class SmallTables
{
    public static readonly HashSet<string> Names =
    [
        // What an administrator sets up.
        .. "organizations users roles user_roles branches api_keys invitations custom_fields tags segments saved_views".Split(' '),
        .. "loyalty_tiers sales_stages service_levels macros duplicate_settings import_mappings campaigns".Split(' '),
        .. "lifecycle_stages stage_moves stage_rules lifecycle_settings stage_reports".Split(' '),
        // What somebody starts by hand, some times a day at most.
        .. "imports interaction_deletions fact_loads segment_exports score_runs".Split(' '),
        // One row for each user.
        .. "logins login_claims login_passkeys login_providers login_tokens".Split(' '),
        // One row for each organization, reader or task, and queues that are worked off within seconds.
        .. "event_heads reader_marks parked_events schedule_marks schema_migrations data_protection_keys".Split(' '),
        .. "unsealed_events customer_counts customer_count_changes mass_merges".Split(' '),
    ];
}
