CREATE TABLE "customer_count_changes" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "branch_id" BLOB NOT NULL,
    "live" INTEGER NOT NULL,
    "archived" INTEGER NOT NULL,
    CONSTRAINT "pk_customer_count_changes" PRIMARY KEY ("organization_id", "id")
);


CREATE TABLE "customer_counts" (
    "organization_id" BLOB NOT NULL,
    "branch_id" BLOB NOT NULL,
    "live" INTEGER NOT NULL,
    "archived" INTEGER NOT NULL,
    CONSTRAINT "pk_customer_counts" PRIMARY KEY ("organization_id", "branch_id")
);


CREATE TABLE "customer_search" (
    "organization_id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "row_number" INTEGER NOT NULL,
    "names" TEXT NOT NULL,
    "details" TEXT NOT NULL,
    "match_keys" BLOB NOT NULL,
    CONSTRAINT "pk_customer_search" PRIMARY KEY ("organization_id", "customer_id")
);


CREATE TABLE "customer_summary" (
    "organization_id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "contact_count" INTEGER NOT NULL,
    "tags" TEXT NULL,
    "external_id" TEXT NULL,
    "order_count" INTEGER NOT NULL,
    "currency" TEXT NULL,
    "gross_minor" INTEGER NOT NULL,
    "refunded_minor" INTEGER NOT NULL,
    "spent_minor" INTEGER NOT NULL,
    "spent_thousandths" AS (spent_minor * case when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 1000 when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 1 else 10 end) STORED,
    "first_purchase_at" TEXT NULL,
    "last_purchase_at" TEXT NULL,
    "last_interaction_at" TEXT NULL,
    "open_tickets" INTEGER NOT NULL,
    "points" INTEGER NOT NULL,
    "lifetime_points" INTEGER NOT NULL,
    "tier" TEXT NULL,
    "health" REAL NULL,
    "churn_risk" REAL NULL,
    "told_health" REAL NULL,
    "health_alert" TEXT NULL,
    "counted_branch_id" BLOB NULL,
    "counted_as" TEXT NOT NULL,
    CONSTRAINT "pk_customer_summary" PRIMARY KEY ("organization_id", "customer_id"),
    CONSTRAINT "ck_customer_summary_counted_as" CHECK (counted_as in ('nothing', 'live', 'archived')),
    CONSTRAINT "ck_customer_summary_health_alert" CHECK (health_alert in ('low', 'critical', 'high'))
);


CREATE TABLE "data_protection_keys" (
    "id" BLOB NOT NULL CONSTRAINT "pk_data_protection_keys" PRIMARY KEY,
    "friendly_name" TEXT NOT NULL,
    "sealed" BLOB NOT NULL
);


CREATE TABLE "event_heads" (
    "organization_id" BLOB NOT NULL CONSTRAINT "pk_event_heads" PRIMARY KEY,
    "position" INTEGER NOT NULL,
    "hash" BLOB NOT NULL,
    "mac" BLOB NOT NULL
);


CREATE TABLE "event_positions" (
    "organization_id" BLOB NOT NULL,
    "position" INTEGER NOT NULL,
    "event_id" BLOB NOT NULL,
    "hash" BLOB NOT NULL,
    CONSTRAINT "pk_event_positions" PRIMARY KEY ("organization_id", "position")
);


CREATE TABLE "import_mappings" (
    "organization_id" BLOB NOT NULL,
    "header_hash" BLOB NOT NULL,
    "mapping_json" TEXT NOT NULL,
    "used_at" TEXT NOT NULL,
    CONSTRAINT "pk_import_mappings" PRIMARY KEY ("organization_id", "header_hash")
);


CREATE TABLE "import_rows" (
    "organization_id" BLOB NOT NULL,
    "import_id" BLOB NOT NULL,
    "row" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "result" TEXT NOT NULL,
    "customer_id" BLOB NULL,
    "details" TEXT NULL,
    "raw" BLOB NULL,
    CONSTRAINT "pk_import_rows" PRIMARY KEY ("organization_id", "import_id", "row"),
    CONSTRAINT "ck_import_rows_result" CHECK (result in ('created', 'updated', 'skipped', 'duplicate', 'rejected', 'waiting'))
);


CREATE TABLE "jobs" (
    "id" BLOB NOT NULL CONSTRAINT "pk_jobs" PRIMARY KEY,
    "organization_id" BLOB NOT NULL,
    "kind" TEXT NOT NULL,
    "arguments" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "run_at" TEXT NOT NULL,
    "leased_until" TEXT NULL,
    "attempts" INTEGER NOT NULL,
    "error" TEXT NULL,
    CONSTRAINT "ck_jobs_state" CHECK (state in ('waiting', 'done', 'failed'))
);


CREATE TABLE "logins" (
    "id" BLOB NOT NULL CONSTRAINT "pk_logins" PRIMARY KEY,
    "organization_id" BLOB NOT NULL,
    "user_id" BLOB NOT NULL,
    "user_name" TEXT NULL,
    "normalized_user_name" TEXT NULL,
    "email" TEXT NULL,
    "normalized_email" TEXT NULL,
    "email_confirmed" INTEGER NOT NULL,
    "password_hash" TEXT NULL,
    "security_stamp" TEXT NULL,
    "concurrency_stamp" TEXT NULL,
    "phone_number" TEXT NULL,
    "phone_number_confirmed" INTEGER NOT NULL,
    "two_factor_enabled" INTEGER NOT NULL,
    "lockout_end" TEXT NULL,
    "lockout_enabled" INTEGER NOT NULL,
    "access_failed_count" INTEGER NOT NULL
);


CREATE TABLE "match_keys" (
    "organization_id" BLOB NOT NULL,
    "key" INTEGER NOT NULL,
    "customer_id" BLOB NOT NULL,
    CONSTRAINT "pk_match_keys" PRIMARY KEY ("organization_id", "key", "customer_id")
) WITHOUT ROWID;


CREATE TABLE "name_spellings" (
    "organization_id" BLOB NOT NULL,
    "key" INTEGER NOT NULL,
    "word" TEXT NOT NULL,
    CONSTRAINT "pk_name_spellings" PRIMARY KEY ("organization_id", "key", "word")
) WITHOUT ROWID;


CREATE TABLE "name_words" (
    "organization_id" BLOB NOT NULL,
    "word" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    CONSTRAINT "pk_name_words" PRIMARY KEY ("organization_id", "word", "customer_id")
) WITHOUT ROWID;


CREATE TABLE "order_lines" (
    "organization_id" BLOB NOT NULL,
    "fact_id" BLOB NOT NULL,
    "position" INTEGER NOT NULL,
    "sku" TEXT NULL,
    "description" TEXT NOT NULL,
    "quantity" REAL NOT NULL,
    "unit_price" REAL NOT NULL,
    "discount" REAL NULL,
    "category" TEXT NULL,
    CONSTRAINT "pk_order_lines" PRIMARY KEY ("organization_id", "fact_id", "position")
) WITHOUT ROWID;


CREATE TABLE "organizations" (
    "id" BLOB NOT NULL CONSTRAINT "pk_organizations" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "country" TEXT NULL,
    "created_at" TEXT NOT NULL
);


CREATE TABLE "parked_events" (
    "organization_id" BLOB NOT NULL,
    "reader" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "error" TEXT NOT NULL,
    "parked_at" TEXT NOT NULL,
    CONSTRAINT "pk_parked_events" PRIMARY KEY ("organization_id", "reader", "position")
);


CREATE TABLE "product_fits" (
    "organization_id" BLOB NOT NULL,
    "fact_id" BLOB NOT NULL,
    "position" INTEGER NOT NULL,
    "make" TEXT NOT NULL,
    "model" TEXT NULL,
    "year_from" INTEGER NULL,
    "year_to" INTEGER NULL,
    "make_key" AS (upper(make)) STORED,
    CONSTRAINT "pk_product_fits" PRIMARY KEY ("organization_id", "fact_id", "position")
) WITHOUT ROWID;


CREATE TABLE "reader_marks" (
    "organization_id" BLOB NOT NULL,
    "reader" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL,
    "retry_at" TEXT NULL,
    CONSTRAINT "pk_reader_marks" PRIMARY KEY ("organization_id", "reader")
);


CREATE TABLE "record_texts" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "record_type" TEXT NOT NULL,
    "happened_at" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "row_number" INTEGER NOT NULL,
    CONSTRAINT "pk_record_texts" PRIMARY KEY ("organization_id", "id")
);


CREATE TABLE "schedule_marks" (
    "name" TEXT NOT NULL CONSTRAINT "pk_schedule_marks" PRIMARY KEY,
    "ran_at" TEXT NOT NULL
);


CREATE TABLE "session_views" (
    "organization_id" BLOB NOT NULL,
    "fact_id" BLOB NOT NULL,
    "position" INTEGER NOT NULL,
    "category" TEXT NULL,
    "product" TEXT NULL,
    "at" TEXT NULL,
    "seconds" INTEGER NULL,
    CONSTRAINT "pk_session_views" PRIMARY KEY ("organization_id", "fact_id", "position")
) WITHOUT ROWID;


CREATE TABLE "stored_answers" (
    "organization_id" BLOB NOT NULL,
    "caller_id" BLOB NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" BLOB NOT NULL,
    "status" INTEGER NOT NULL,
    "location" TEXT NULL,
    "content_type" TEXT NULL,
    "body" BLOB NOT NULL,
    "created_at" TEXT NOT NULL,
    CONSTRAINT "pk_stored_answers" PRIMARY KEY ("organization_id", "caller_id", "key")
);


CREATE TABLE "timeline_entries" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "occurred_at" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "actor_id" BLOB NULL,
    "details" TEXT NOT NULL,
    "pinned" INTEGER NOT NULL,
    "source_type" TEXT NOT NULL,
    "source_id" BLOB NOT NULL,
    "only_user_id" BLOB NULL,
    "only_branch_id" BLOB NULL,
    CONSTRAINT "pk_timeline_entries" PRIMARY KEY ("organization_id", "id")
);


CREATE TABLE "unsealed_events" (
    "organization_id" BLOB NOT NULL,
    "event_id" BLOB NOT NULL,
    CONSTRAINT "pk_unsealed_events" PRIMARY KEY ("organization_id", "event_id")
);


CREATE TABLE "visit_lines" (
    "organization_id" BLOB NOT NULL,
    "fact_id" BLOB NOT NULL,
    "position" INTEGER NOT NULL,
    "description" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "quantity" REAL NOT NULL,
    "unit_price" REAL NOT NULL,
    "declined" INTEGER NOT NULL,
    "part_number" TEXT NULL,
    "warranty_until" TEXT NULL,
    CONSTRAINT "pk_visit_lines" PRIMARY KEY ("organization_id", "fact_id", "position"),
    CONSTRAINT "ck_visit_lines_kind" CHECK (kind in ('labour', 'part', 'fee'))
) WITHOUT ROWID;


CREATE TABLE "login_claims" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_login_claims" PRIMARY KEY AUTOINCREMENT,
    "user_id" BLOB NOT NULL,
    "claim_type" TEXT NULL,
    "claim_value" TEXT NULL,
    CONSTRAINT "fk_login_claims_user_id" FOREIGN KEY ("user_id") REFERENCES "logins" ("id") ON DELETE CASCADE
);


CREATE TABLE "login_passkeys" (
    "credential_id" BLOB NOT NULL CONSTRAINT "pk_login_passkeys" PRIMARY KEY,
    "user_id" BLOB NOT NULL,
    "data" TEXT NOT NULL,
    CONSTRAINT "fk_login_passkeys_user_id" FOREIGN KEY ("user_id") REFERENCES "logins" ("id") ON DELETE CASCADE
);


CREATE TABLE "login_providers" (
    "login_provider" TEXT NOT NULL,
    "provider_key" TEXT NOT NULL,
    "provider_display_name" TEXT NULL,
    "user_id" BLOB NOT NULL,
    CONSTRAINT "pk_login_providers" PRIMARY KEY ("login_provider", "provider_key"),
    CONSTRAINT "fk_login_providers_user_id" FOREIGN KEY ("user_id") REFERENCES "logins" ("id") ON DELETE CASCADE
);


CREATE TABLE "login_tokens" (
    "user_id" BLOB NOT NULL,
    "login_provider" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NULL,
    CONSTRAINT "pk_login_tokens" PRIMARY KEY ("user_id", "login_provider", "name"),
    CONSTRAINT "fk_login_tokens_user_id" FOREIGN KEY ("user_id") REFERENCES "logins" ("id") ON DELETE CASCADE
);


CREATE TABLE "branches" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "city" TEXT NULL,
    "created_at" TEXT NOT NULL,
    "archived_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_branches" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_branches_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "bulk_actions" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "kind" TEXT NOT NULL,
    "target_id" BLOB NULL,
    "changed" INTEGER NOT NULL,
    "unchanged" INTEGER NOT NULL,
    "out_of_scope" INTEGER NOT NULL,
    "missing" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "undone_at" TEXT NULL,
    CONSTRAINT "pk_bulk_actions" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_bulk_actions_kind" CHECK (kind in ('assign', 'tag', 'untag', 'archive', 'restore', 'segment', 'unsegment')),
    CONSTRAINT "fk_bulk_actions_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "campaigns" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "sent_at" TEXT NULL,
    "audience" TEXT NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    CONSTRAINT "pk_campaigns" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_campaigns_channel" CHECK (channel in ('email', 'sms', 'push', 'mail')),
    CONSTRAINT "fk_campaigns_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "custom_fields" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "key" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "options_json" TEXT NOT NULL,
    "is_required" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "archived_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_custom_fields" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_custom_fields_type" CHECK (type in ('text', 'number', 'date', 'choice', 'multi_choice', 'boolean', 'url', 'user')),
    CONSTRAINT "fk_custom_fields_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "duplicate_settings" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "review_above" REAL NOT NULL,
    "approve_mass_merges" INTEGER NOT NULL,
    "ignored_fields" TEXT NOT NULL,
    "updated_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_duplicate_settings" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_duplicate_settings_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "events" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" BLOB NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" BLOB NULL,
    "occurred_at" TEXT NOT NULL,
    "person_id" BLOB NULL,
    "payload" BLOB NOT NULL,
    "touches" TEXT NOT NULL,
    CONSTRAINT "pk_events" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_events_actor_kind" CHECK (actor_kind in ('user', 'api_key', 'system', 'import', 'portal_user')),
    CONSTRAINT "fk_events_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "fact_loads" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "loaded_by_id" BLOB NULL,
    "loaded_at" TEXT NOT NULL,
    CONSTRAINT "pk_fact_loads" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_fact_loads_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "loyalty_tiers" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_loyalty_tiers" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_loyalty_tiers_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "person_keys" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "wrapped" BLOB NOT NULL,
    "created_at" TEXT NOT NULL,
    CONSTRAINT "pk_person_keys" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_person_keys_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "products" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "sku" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "category" TEXT NULL,
    "price_minor" INTEGER NULL,
    "currency" TEXT NULL,
    "active" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    CONSTRAINT "pk_products" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_products_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "roles" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NULL,
    "is_built_in" INTEGER NOT NULL,
    "grants_json" TEXT NOT NULL,
    "masks_json" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_roles" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_roles_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "sales_stages" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_sales_stages" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_sales_stages_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "score_runs" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "started_at" TEXT NOT NULL,
    "finished_at" TEXT NULL,
    "after_id" BLOB NOT NULL,
    "customers" INTEGER NOT NULL,
    "moved" INTEGER NOT NULL,
    "started_by_id" BLOB NULL,
    CONSTRAINT "pk_score_runs" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_score_runs_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "segments" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "description" TEXT NULL,
    "criteria" TEXT NULL,
    "type" TEXT NOT NULL,
    "is_active" INTEGER NOT NULL,
    "exclusive_group" TEXT NULL,
    "priority" INTEGER NOT NULL,
    "schedule" TEXT NOT NULL,
    "notifies_owners" INTEGER NOT NULL,
    "member_count" INTEGER NOT NULL,
    "displaced_count" INTEGER NOT NULL,
    "last_calculated_at" TEXT NULL,
    "last_full_at" TEXT NULL,
    "moved_to" TEXT NULL,
    "fault" TEXT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_segments" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_segments_schedule" CHECK (schedule in ('continuous', 'hourly', 'daily', 'weekly', 'manual')),
    CONSTRAINT "ck_segments_type" CHECK (type in ('static', 'dynamic')),
    CONSTRAINT "fk_segments_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "service_levels" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "priority" TEXT NOT NULL,
    "answer_minutes" INTEGER NOT NULL,
    "solution_minutes" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_service_levels" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_service_levels_priority" CHECK (priority in ('low', 'normal', 'high', 'urgent')),
    CONSTRAINT "fk_service_levels_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "tags" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_tags" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_tags_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "waiting_facts" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "type" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "waits_for" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "brought_by_id" BLOB NULL,
    "branch_id" BLOB NULL,
    "scope" TEXT NOT NULL,
    "received_at" TEXT NOT NULL,
    CONSTRAINT "pk_waiting_facts" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_waiting_facts_scope" CHECK (scope in ('own', 'branch', 'all')),
    CONSTRAINT "fk_waiting_facts_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "users" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "login_id" BLOB NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "branch_id" BLOB NULL,
    "manager_id" BLOB NULL,
    "time_zone" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "last_sign_in_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_users" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_users_status" CHECK (status in ('active', 'invited', 'deactivated', 'system')),
    CONSTRAINT "fk_users_branch_id" FOREIGN KEY ("organization_id", "branch_id") REFERENCES "branches" ("organization_id", "id"),
    CONSTRAINT "fk_users_manager_id" FOREIGN KEY ("organization_id", "manager_id") REFERENCES "users" ("organization_id", "id"),
    CONSTRAINT "fk_users_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);


CREATE TABLE "bulk_action_rows" (
    "organization_id" BLOB NOT NULL,
    "action_id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "before_id" BLOB NULL,
    "at" TEXT NULL,
    CONSTRAINT "pk_bulk_action_rows" PRIMARY KEY ("organization_id", "action_id", "customer_id"),
    CONSTRAINT "fk_bulk_action_rows_action_id" FOREIGN KEY ("organization_id", "action_id") REFERENCES "bulk_actions" ("organization_id", "id")
);


CREATE TABLE "segment_exports" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "segment_id" BLOB NOT NULL,
    "requested_by_id" BLOB NULL,
    "grants" TEXT NOT NULL,
    "branch_id" BLOB NULL,
    "requested_at" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "finished_at" TEXT NULL,
    CONSTRAINT "pk_segment_exports" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_segment_exports_state" CHECK (state in ('waiting', 'done', 'failed')),
    CONSTRAINT "fk_segment_exports_segment_id" FOREIGN KEY ("organization_id", "segment_id") REFERENCES "segments" ("organization_id", "id")
);


CREATE TABLE "api_keys" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "user_id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "token_hash" BLOB NOT NULL,
    "scopes" TEXT NOT NULL,
    "grants_json" TEXT NOT NULL,
    "masks_json" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "expires_at" TEXT NULL,
    "last_used_at" TEXT NULL,
    "revoked_at" TEXT NULL,
    CONSTRAINT "pk_api_keys" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_api_keys_user_id" FOREIGN KEY ("organization_id", "user_id") REFERENCES "users" ("organization_id", "id")
);


CREATE TABLE "customers" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "type" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "source" TEXT NULL,
    "email" TEXT NULL,
    "email_key" TEXT NULL,
    "phone" TEXT NULL,
    "phone_e164" TEXT NULL,
    "preferred_language" TEXT NULL,
    "avatar_url" TEXT NULL,
    "birth_date" TEXT NULL,
    "registered_on" TEXT NULL,
    "branch_id" BLOB NULL,
    "owner_id" BLOB NULL,
    "parent_id" BLOB NULL,
    "created_by_id" BLOB NOT NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "archived_at" TEXT NULL,
    "merged_into_id" BLOB NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_customers" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_customers_merged" CHECK (merged_into_id is null or merged_into_id <> id),
    CONSTRAINT "ck_customers_name" CHECK (display_name <> ''),
    CONSTRAINT "ck_customers_parent" CHECK (parent_id is null or parent_id <> id),
    CONSTRAINT "ck_customers_source" CHECK (source in ('web', 'referral', 'sales', 'import', 'api')),
    CONSTRAINT "ck_customers_status" CHECK (status in ('active', 'inactive', 'prospect', 'churned')),
    CONSTRAINT "ck_customers_type" CHECK (type in ('individual', 'organization')),
    CONSTRAINT "fk_customers_branch_id" FOREIGN KEY ("organization_id", "branch_id") REFERENCES "branches" ("organization_id", "id"),
    CONSTRAINT "fk_customers_created_by_id" FOREIGN KEY ("organization_id", "created_by_id") REFERENCES "users" ("organization_id", "id"),
    CONSTRAINT "fk_customers_merged_into_id" FOREIGN KEY ("organization_id", "merged_into_id") REFERENCES "customers" ("organization_id", "id"),
    CONSTRAINT "fk_customers_owner_id" FOREIGN KEY ("organization_id", "owner_id") REFERENCES "users" ("organization_id", "id"),
    CONSTRAINT "fk_customers_parent_id" FOREIGN KEY ("organization_id", "parent_id") REFERENCES "customers" ("organization_id", "id")
);


CREATE TABLE "imports" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "file_name" TEXT NOT NULL,
    "fact_type" TEXT NULL,
    "on_unknown_customer" TEXT NOT NULL,
    "file_path" TEXT NULL,
    "file_size" INTEGER NOT NULL,
    "content_hash" BLOB NOT NULL,
    "options_hash" BLOB NOT NULL,
    "repetition" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "on_duplicate" TEXT NOT NULL,
    "is_dry_run" INTEGER NOT NULL,
    "dialect_json" TEXT NOT NULL,
    "mapping_json" TEXT NOT NULL,
    "started_by_id" BLOB NOT NULL,
    "is_by_program" INTEGER NOT NULL,
    "owner_id" BLOB NULL,
    "branch_id" BLOB NULL,
    "rights_json" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "started_at" TEXT NULL,
    "finished_at" TEXT NULL,
    "cancel_requested" INTEGER NOT NULL,
    "rows_done" INTEGER NOT NULL,
    "rows_total" INTEGER NOT NULL,
    "bytes_done" INTEGER NOT NULL,
    "created" INTEGER NOT NULL,
    "updated" INTEGER NOT NULL,
    "skipped" INTEGER NOT NULL,
    "duplicates" INTEGER NOT NULL,
    "rejected" INTEGER NOT NULL,
    "waiting" INTEGER NOT NULL,
    "seconds" REAL NOT NULL,
    "error" TEXT NULL,
    "rows_to_undo" INTEGER NOT NULL,
    "undo_json" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_imports" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_imports_on_duplicate" CHECK (on_duplicate in ('review', 'create', 'skip', 'merge')),
    CONSTRAINT "ck_imports_on_unknown_customer" CHECK (on_unknown_customer in ('park', 'reject', 'create')),
    CONSTRAINT "ck_imports_state" CHECK (state in ('uploaded', 'running', 'finished', 'cancelled', 'failed', 'undoing', 'undone')),
    CONSTRAINT "fk_imports_started_by_id" FOREIGN KEY ("organization_id", "started_by_id") REFERENCES "users" ("organization_id", "id")
);


CREATE TABLE "interaction_deletions" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "interaction_ids" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "requested_by_id" BLOB NULL,
    "requested_at" TEXT NOT NULL,
    "decided_by_id" BLOB NULL,
    "decided_at" TEXT NULL,
    "deleted" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_interaction_deletions" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_interaction_deletions_state" CHECK (state in ('waiting', 'done', 'refused')),
    CONSTRAINT "fk_interaction_deletions_decided_by_id" FOREIGN KEY ("organization_id", "decided_by_id") REFERENCES "users" ("organization_id", "id"),
    CONSTRAINT "fk_interaction_deletions_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT,
    CONSTRAINT "fk_interaction_deletions_requested_by_id" FOREIGN KEY ("organization_id", "requested_by_id") REFERENCES "users" ("organization_id", "id")
);


CREATE TABLE "invitations" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "user_id" BLOB NOT NULL,
    "token_hash" BLOB NOT NULL,
    "is_password_reset" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "expires_at" TEXT NOT NULL,
    "used_at" TEXT NULL,
    CONSTRAINT "pk_invitations" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_invitations_user_id" FOREIGN KEY ("organization_id", "user_id") REFERENCES "users" ("organization_id", "id")
);


CREATE TABLE "mass_merges" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "min_probability" REAL NOT NULL,
    "state" TEXT NOT NULL,
    "requested_by_id" BLOB NULL,
    "requested_at" TEXT NOT NULL,
    "decided_by_id" BLOB NULL,
    "decided_at" TEXT NULL,
    "merged" INTEGER NOT NULL,
    "left" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_mass_merges" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_mass_merges_state" CHECK (state in ('waiting', 'approved', 'done', 'refused')),
    CONSTRAINT "fk_mass_merges_decided_by_id" FOREIGN KEY ("organization_id", "decided_by_id") REFERENCES "users" ("organization_id", "id"),
    CONSTRAINT "fk_mass_merges_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT,
    CONSTRAINT "fk_mass_merges_requested_by_id" FOREIGN KEY ("organization_id", "requested_by_id") REFERENCES "users" ("organization_id", "id")
);


CREATE TABLE "saved_views" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "user_id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "columns" TEXT NOT NULL,
    "is_shared" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_saved_views" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_saved_views_user_id" FOREIGN KEY ("organization_id", "user_id") REFERENCES "users" ("organization_id", "id")
);


CREATE TABLE "sessions" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "user_id" BLOB NOT NULL,
    "token_hash" BLOB NOT NULL,
    "refresh_hash" BLOB NULL,
    "previous_refresh_hash" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "expires_at" TEXT NOT NULL,
    "refresh_expires_at" TEXT NULL,
    "last_seen_at" TEXT NOT NULL,
    "revoked_at" TEXT NULL,
    "ip" TEXT NULL,
    "device" TEXT NULL,
    CONSTRAINT "pk_sessions" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_sessions_user_id" FOREIGN KEY ("organization_id", "user_id") REFERENCES "users" ("organization_id", "id")
);


CREATE TABLE "user_roles" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "user_id" BLOB NOT NULL,
    "role_id" BLOB NOT NULL,
    CONSTRAINT "pk_user_roles" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_user_roles_role_id" FOREIGN KEY ("organization_id", "role_id") REFERENCES "roles" ("organization_id", "id"),
    CONSTRAINT "fk_user_roles_user_id" FOREIGN KEY ("organization_id", "user_id") REFERENCES "users" ("organization_id", "id")
);


CREATE TABLE "segment_export_parts" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "export_id" BLOB NOT NULL,
    "place" INTEGER NOT NULL,
    "content" BLOB NOT NULL,
    CONSTRAINT "pk_segment_export_parts" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_segment_export_parts_export_id" FOREIGN KEY ("organization_id", "export_id") REFERENCES "segment_exports" ("organization_id", "id")
);


CREATE TABLE "accounts" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "legal_name" TEXT NOT NULL,
    "dba_name" TEXT NULL,
    "tax_id_sealed" BLOB NULL,
    "tax_id_index" BLOB NULL,
    "tax_id_country" TEXT NULL,
    "industry" TEXT NULL,
    "employee_count" TEXT NULL,
    "annual_revenue" TEXT NULL,
    "website" TEXT NULL,
    "size" TEXT NULL,
    "arr" REAL NULL,
    "contract_start" TEXT NULL,
    "contract_end" TEXT NULL,
    "contract_renewal" TEXT NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_accounts" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_accounts_annual_revenue" CHECK (annual_revenue in ('<100K', '100K-1M', '1M-10M', '10M-100M', '100M+')),
    CONSTRAINT "ck_accounts_employee_count" CHECK (employee_count in ('1-10', '11-50', '51-200', '201-500', '501-1000', '1000+')),
    CONSTRAINT "ck_accounts_size" CHECK (size in ('startup', 'small', 'medium', 'large', 'enterprise')),
    CONSTRAINT "fk_accounts_id" FOREIGN KEY ("organization_id", "id") REFERENCES "customers" ("organization_id", "id")
);


CREATE TABLE "activities" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "customer_id" BLOB NULL,
    "contact_id" BLOB NULL,
    "activity_type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "description" TEXT NULL,
    "due_date" TEXT NOT NULL,
    "reminder_at" TEXT NULL,
    "priority" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "completed_at" TEXT NULL,
    "assigned_to_id" BLOB NOT NULL,
    "attendees" TEXT NULL,
    "related_type" TEXT NULL,
    "related_id" BLOB NULL,
    "result_interaction_id" BLOB NULL,
    "follows_id" BLOB NULL,
    "created_by_id" BLOB NOT NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_activities" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_activities_activity_type" CHECK (activity_type in ('call', 'email', 'meeting', 'task', 'follow_up', 'demo', 'training', 'note')),
    CONSTRAINT "ck_activities_priority" CHECK (priority in ('low', 'normal', 'high', 'urgent')),
    CONSTRAINT "ck_activities_status" CHECK (status in ('pending', 'in_progress', 'completed', 'cancelled')),
    CONSTRAINT "fk_activities_assigned_to_id" FOREIGN KEY ("organization_id", "assigned_to_id") REFERENCES "users" ("organization_id", "id"),
    CONSTRAINT "fk_activities_created_by_id" FOREIGN KEY ("organization_id", "created_by_id") REFERENCES "users" ("organization_id", "id"),
    CONSTRAINT "fk_activities_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id", "id")
);


CREATE TABLE "addresses" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "address_type" TEXT NOT NULL,
    "is_default" INTEGER NOT NULL,
    "street_line_1" TEXT NOT NULL,
    "street_line_2" TEXT NULL,
    "city" TEXT NOT NULL,
    "state_province" TEXT NULL,
    "postal_code" TEXT NULL,
    "country" TEXT NOT NULL,
    "latitude" REAL NULL,
    "longitude" REAL NULL,
    "geo_precision" TEXT NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "archived_at" TEXT NULL,
    "archived_with_customer_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_addresses" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_addresses_address_type" CHECK (address_type in ('billing', 'shipping', 'service', 'headquarters', 'other')),
    CONSTRAINT "ck_addresses_country_length" CHECK (length(country) = 2),
    CONSTRAINT "ck_addresses_geo_precision" CHECK (geo_precision in ('city', 'postal', 'rooftop')),
    CONSTRAINT "ck_addresses_latitude" CHECK (latitude is null or (latitude >= -90 and latitude <= 90)),
    CONSTRAINT "ck_addresses_longitude" CHECK (longitude is null or (longitude >= -180 and longitude <= 180)),
    CONSTRAINT "fk_addresses_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id", "id")
);


CREATE TABLE "appointments" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "vehicle_ref" TEXT NULL,
    "starts_at" TEXT NOT NULL,
    "ends_at" TEXT NULL,
    "reason" TEXT NULL,
    "status" TEXT NOT NULL,
    "branch" TEXT NULL,
    "followed_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_appointments" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_appointments_status" CHECK (status in ('requested', 'confirmed', 'done', 'no_show', 'cancelled'))
);


CREATE TABLE "attachments" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "related_type" TEXT NOT NULL,
    "related_id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "content_hash" TEXT NULL,
    "url" TEXT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    CONSTRAINT "pk_attachments" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_attachments_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id", "id")
);


CREATE TABLE "campaign_messages" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "campaign_ref" TEXT NULL,
    "delivered_at" TEXT NULL,
    "opened_at" TEXT NULL,
    "clicked_at" TEXT NULL,
    "bounced_at" TEXT NULL,
    "unsubscribed_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_campaign_messages" PRIMARY KEY ("organization_id", "id")
);


CREATE TABLE "contacts" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "first_name" TEXT NOT NULL,
    "last_name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "email" TEXT NULL,
    "email_key" TEXT NULL,
    "phone" TEXT NULL,
    "phone_e164" TEXT NULL,
    "job_title" TEXT NULL,
    "role" TEXT NULL,
    "is_primary" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "communication_preference" TEXT NOT NULL,
    "do_not_contact" INTEGER NOT NULL,
    "departed_on" TEXT NULL,
    "email_status" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "archived_at" TEXT NULL,
    "archived_with_customer_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_contacts" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_contacts_communication_preference" CHECK (communication_preference in ('email', 'phone', 'any')),
    CONSTRAINT "ck_contacts_email_status" CHECK (email_status in ('ok', 'soft_bounced', 'hard_bounced', 'complained')),
    CONSTRAINT "ck_contacts_role" CHECK (role in ('decision_maker', 'champion', 'billing', 'technical', 'user', 'driver', 'other')),
    CONSTRAINT "ck_contacts_status" CHECK (status in ('active', 'inactive')),
    CONSTRAINT "fk_contacts_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id", "id")
);


CREATE TABLE "custom_field_values" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "field_id" BLOB NOT NULL,
    "value" TEXT NOT NULL,
    "number" REAL NULL,
    CONSTRAINT "pk_custom_field_values" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_custom_field_values_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id", "id"),
    CONSTRAINT "fk_custom_field_values_field_id" FOREIGN KEY ("organization_id", "field_id") REFERENCES "custom_fields" ("organization_id", "id")
);


CREATE TABLE "customer_tags" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "tag_id" BLOB NOT NULL,
    "created_at" TEXT NOT NULL,
    CONSTRAINT "pk_customer_tags" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_customer_tags_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id", "id"),
    CONSTRAINT "fk_customer_tags_tag_id" FOREIGN KEY ("organization_id", "tag_id") REFERENCES "tags" ("organization_id", "id")
);


CREATE TABLE "duplicate_pairs" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "low_id" BLOB NOT NULL,
    "high_id" BLOB NOT NULL,
    "probability" REAL NOT NULL,
    "evidence" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "found_at" TEXT NOT NULL,
    "decided_at" TEXT NULL,
    "decided_by_id" BLOB NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_duplicate_pairs" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_duplicate_pairs_order" CHECK (low_id < high_id),
    CONSTRAINT "ck_duplicate_pairs_status" CHECK (status in ('open', 'merged', 'dismissed')),
    CONSTRAINT "fk_duplicate_pairs_high_id" FOREIGN KEY ("organization_id", "high_id") REFERENCES "customers" ("organization_id", "id"),
    CONSTRAINT "fk_duplicate_pairs_low_id" FOREIGN KEY ("organization_id", "low_id") REFERENCES "customers" ("organization_id", "id")
);


CREATE TABLE "external_ids" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "system" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    CONSTRAINT "pk_external_ids" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_external_ids_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id", "id")
);


CREATE TABLE "interactions" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "interaction_type" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "subject" TEXT NULL,
    "description" TEXT NULL,
    "occurred_at" TEXT NOT NULL,
    "duration_minutes" INTEGER NULL,
    "outcome" TEXT NULL,
    "sentiment" TEXT NULL,
    "contact_id" BLOB NULL,
    "contact" TEXT NULL,
    "attendees" TEXT NULL,
    "related_type" TEXT NULL,
    "related_id" BLOB NULL,
    "activity_id" BLOB NULL,
    "source" TEXT NOT NULL,
    "is_backdated" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_interactions" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_interactions_direction" CHECK (direction in ('inbound', 'outbound')),
    CONSTRAINT "ck_interactions_interaction_type" CHECK (interaction_type in ('email', 'call', 'meeting', 'chat', 'sms', 'social', 'in_person', 'demo', 'training', 'note', 'other')),
    CONSTRAINT "ck_interactions_outcome" CHECK (outcome in ('successful', 'no_answer', 'left_message', 'bounced', 'follow_up_needed', 'completed')),
    CONSTRAINT "ck_interactions_sentiment" CHECK (sentiment in ('positive', 'neutral', 'negative')),
    CONSTRAINT "ck_interactions_source" CHECK (source in ('manual', 'email_sync', 'phone_integration', 'calendar_sync', 'api'))
);


CREATE TABLE "invoices" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "number" TEXT NOT NULL,
    "issued_at" TEXT NOT NULL,
    "due_at" TEXT NULL,
    "currency" TEXT NOT NULL,
    "total_minor" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "order_ref" TEXT NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_invoices" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_invoices_status" CHECK (status in ('draft', 'open', 'paid', 'overdue', 'void'))
);


CREATE TABLE "loyalty_transactions" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "points" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "occurred_at" TEXT NOT NULL,
    "expires_at" TEXT NULL,
    "reference" TEXT NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_loyalty_transactions" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_loyalty_transactions_reason" CHECK (reason in ('earn', 'spend', 'expire', 'adjust', 'referral'))
);


CREATE TABLE "merges" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "survivor_id" BLOB NOT NULL,
    "merged_by_id" BLOB NULL,
    "merged_at" TEXT NOT NULL,
    "undone_at" TEXT NULL,
    "undone_by_id" BLOB NULL,
    "sources" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_merges" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_merges_merged_by_id" FOREIGN KEY ("organization_id", "merged_by_id") REFERENCES "users" ("organization_id", "id"),
    CONSTRAINT "fk_merges_survivor_id" FOREIGN KEY ("organization_id", "survivor_id") REFERENCES "customers" ("organization_id", "id")
);


CREATE TABLE "notes" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "title" TEXT NULL,
    "content" TEXT NOT NULL,
    "visibility" TEXT NOT NULL,
    "is_pinned" INTEGER NOT NULL,
    "written_at" TEXT NULL,
    "branch_id" BLOB NULL,
    "related_type" TEXT NULL,
    "related_id" BLOB NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_notes" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_notes_visibility" CHECK (visibility in ('private', 'team', 'all'))
);


CREATE TABLE "notifications" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "user_id" BLOB NOT NULL,
    "kind" TEXT NOT NULL,
    "once_key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NULL,
    "url" TEXT NOT NULL,
    "customer_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "read_at" TEXT NULL,
    CONSTRAINT "pk_notifications" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_notifications_kind" CHECK (kind in ('mention', 'reminder', 'assigned', 'approval', 'churn_risk', 'health', 'segment_entered')),
    CONSTRAINT "fk_notifications_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id", "id"),
    CONSTRAINT "fk_notifications_user_id" FOREIGN KEY ("organization_id", "user_id") REFERENCES "users" ("organization_id", "id")
);


CREATE TABLE "opportunities" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "stage" TEXT NULL,
    "amount_minor" INTEGER NULL,
    "currency" TEXT NULL,
    "probability" REAL NULL,
    "expected_close" TEXT NULL,
    "closed_at" TEXT NULL,
    "lost_reason" TEXT NULL,
    "owner" TEXT NULL,
    "followed_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_opportunities" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_opportunities_kind" CHECK (kind in ('new', 'expansion', 'renewal')),
    CONSTRAINT "ck_opportunities_status" CHECK (status in ('open', 'won', 'lost', 'paused'))
);


CREATE TABLE "orders" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "number" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "ordered_at" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "total_minor" INTEGER NOT NULL,
    "channel" TEXT NULL,
    "returns_ref" TEXT NULL,
    "is_return" INTEGER NOT NULL,
    "item_count" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_orders" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_orders_status" CHECK (status in ('draft', 'pending', 'paid', 'shipped', 'delivered', 'completed', 'cancelled', 'returned'))
);


CREATE TABLE "payment_methods" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "method" TEXT NOT NULL,
    "brand" TEXT NULL,
    "last4" TEXT NULL,
    "expiry" TEXT NULL,
    "is_default" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_payment_methods" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_payment_methods_method" CHECK (method in ('card', 'bank', 'wallet', 'cash'))
);


CREATE TABLE "payments" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "amount_minor" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "paid_at" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "method" TEXT NULL,
    "payment_method_ref" TEXT NULL,
    "invoice_ref" TEXT NULL,
    "refunded_amount_minor" INTEGER NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_payments" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_payments_status" CHECK (status in ('pending', 'succeeded', 'failed', 'refunded', 'partially_refunded'))
);


CREATE TABLE "relationships" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "from_customer_id" BLOB NOT NULL,
    "to_customer_id" BLOB NOT NULL,
    "relationship_type" TEXT NOT NULL,
    "notes" TEXT NULL,
    "start_date" TEXT NULL,
    "end_date" TEXT NULL,
    "created_at" TEXT NOT NULL,
    "archived_at" TEXT NULL,
    "archived_with_customer_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_relationships" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_relationships_not_self" CHECK (from_customer_id <> to_customer_id),
    CONSTRAINT "ck_relationships_relationship_type" CHECK (relationship_type in ('parent_child', 'partner', 'referral', 'reseller', 'subsidiary')),
    CONSTRAINT "fk_relationships_from_customer_id" FOREIGN KEY ("organization_id", "from_customer_id") REFERENCES "customers" ("organization_id", "id"),
    CONSTRAINT "fk_relationships_to_customer_id" FOREIGN KEY ("organization_id", "to_customer_id") REFERENCES "customers" ("organization_id", "id")
);


CREATE TABLE "segment_changes" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "segment_id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "entered" INTEGER NOT NULL,
    "how" TEXT NOT NULL,
    "by_id" BLOB NULL,
    "at" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    CONSTRAINT "pk_segment_changes" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_segment_changes_how" CHECK (how in ('manual', 'rule')),
    CONSTRAINT "fk_segment_changes_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id", "id"),
    CONSTRAINT "fk_segment_changes_segment_id" FOREIGN KEY ("organization_id", "segment_id") REFERENCES "segments" ("organization_id", "id")
);


CREATE TABLE "segment_members" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "segment_id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "assigned_at" TEXT NOT NULL,
    "assigned_by_id" BLOB NULL,
    "how" TEXT NOT NULL,
    CONSTRAINT "pk_segment_members" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_segment_members_how" CHECK (how in ('manual', 'rule')),
    CONSTRAINT "fk_segment_members_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id", "id"),
    CONSTRAINT "fk_segment_members_segment_id" FOREIGN KEY ("organization_id", "segment_id") REFERENCES "segments" ("organization_id", "id")
);


CREATE TABLE "service_visits" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "number" TEXT NULL,
    "vehicle_ref" TEXT NULL,
    "status" TEXT NOT NULL,
    "opened_at" TEXT NOT NULL,
    "completed_at" TEXT NULL,
    "mileage" INTEGER NULL,
    "technician" TEXT NULL,
    "summary" TEXT NULL,
    "total_minor" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "next_due_at" TEXT NULL,
    "next_due_mileage" INTEGER NULL,
    "branch" TEXT NULL,
    "followed_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_service_visits" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_service_visits_status" CHECK (status in ('scheduled', 'in_progress', 'completed', 'cancelled'))
);


CREATE TABLE "survey_responses" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "survey" TEXT NOT NULL,
    "score" REAL NOT NULL,
    "comment" TEXT NULL,
    "answered_at" TEXT NOT NULL,
    "ticket_ref" TEXT NULL,
    "service_visit_ref" TEXT NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_survey_responses" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_survey_responses_survey" CHECK (survey in ('csat', 'nps', 'ces'))
);


CREATE TABLE "team_members" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "user_id" BLOB NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    CONSTRAINT "pk_team_members" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_team_members_role" CHECK (role in ('owner', 'csm', 'sales', 'support', 'executive_sponsor')),
    CONSTRAINT "fk_team_members_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id", "id"),
    CONSTRAINT "fk_team_members_user_id" FOREIGN KEY ("organization_id", "user_id") REFERENCES "users" ("organization_id", "id")
);


CREATE TABLE "tickets" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "number" TEXT NULL,
    "subject" TEXT NOT NULL,
    "description" TEXT NULL,
    "status" TEXT NOT NULL,
    "priority" TEXT NOT NULL,
    "severity" TEXT NULL,
    "category" TEXT NULL,
    "is_complaint" INTEGER NOT NULL,
    "opened_at" TEXT NOT NULL,
    "first_response_at" TEXT NULL,
    "resolved_at" TEXT NULL,
    "channel" TEXT NULL,
    "assigned_to" TEXT NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_tickets" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_tickets_priority" CHECK (priority in ('low', 'normal', 'high', 'urgent')),
    CONSTRAINT "ck_tickets_status" CHECK (status in ('open', 'pending', 'on_hold', 'resolved', 'closed'))
);


CREATE TABLE "usage_metrics" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "date" TEXT NOT NULL,
    "logins" INTEGER NULL,
    "feature_adoption_score" REAL NULL,
    "support_tickets" INTEGER NULL,
    "training_completion_rate" REAL NULL,
    "seats" INTEGER NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_usage_metrics" PRIMARY KEY ("organization_id", "id")
);


CREATE TABLE "vehicles" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "vin" TEXT NULL,
    "plate" TEXT NULL,
    "make" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "year" INTEGER NULL,
    "fuel" TEXT NULL,
    "mileage" INTEGER NULL,
    "next_service_at" TEXT NULL,
    "next_service_mileage" INTEGER NULL,
    "inspection_due_at" TEXT NULL,
    "plate_key" AS (upper(replace(replace(replace(plate, ' ', ''), '-', ''), '.', ''))) STORED,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_vehicles" PRIMARY KEY ("organization_id", "id")
);


CREATE TABLE "web_sessions" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "started_at" TEXT NOT NULL,
    "duration_seconds" INTEGER NULL,
    "device" TEXT NULL,
    "source" TEXT NULL,
    "version" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "customer_id" BLOB NOT NULL,
    "happened_at" TEXT NOT NULL,
    CONSTRAINT "pk_web_sessions" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_web_sessions_device" CHECK (device in ('mobile', 'desktop', 'tablet'))
);


CREATE TABLE "import_changes" (
    "organization_id" BLOB NOT NULL,
    "import_id" BLOB NOT NULL,
    "row" INTEGER NOT NULL,
    "customer_id" BLOB NOT NULL,
    "change_json" TEXT NOT NULL,
    CONSTRAINT "pk_import_changes" PRIMARY KEY ("organization_id", "import_id", "row", "customer_id"),
    CONSTRAINT "fk_import_changes_import_id" FOREIGN KEY ("organization_id", "import_id") REFERENCES "imports" ("organization_id", "id")
);


CREATE TABLE "imported_facts" (
    "organization_id" BLOB NOT NULL,
    "import_id" BLOB NOT NULL,
    "row" INTEGER NOT NULL,
    "external_id" TEXT NOT NULL,
    "fact_id" BLOB NULL,
    "content_hash" INTEGER NULL,
    "content" TEXT NULL,
    CONSTRAINT "pk_imported_facts" PRIMARY KEY ("organization_id", "import_id", "row"),
    CONSTRAINT "fk_imported_facts_import_id" FOREIGN KEY ("organization_id", "import_id") REFERENCES "imports" ("organization_id", "id")
);


CREATE TABLE "merge_moves" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "merge_id" BLOB NOT NULL,
    "position" INTEGER NOT NULL,
    "table_name" TEXT NOT NULL,
    "row_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    CONSTRAINT "pk_merge_moves" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_merge_moves_kind" CHECK (kind in ('moved', 'removed', 'changed', 'added')),
    CONSTRAINT "fk_merge_moves_merge_id" FOREIGN KEY ("organization_id", "merge_id") REFERENCES "merges" ("organization_id", "id")
);


CREATE TABLE "merged_customers" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "merge_id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    CONSTRAINT "pk_merged_customers" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_merged_customers_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id", "id"),
    CONSTRAINT "fk_merged_customers_merge_id" FOREIGN KEY ("organization_id", "merge_id") REFERENCES "merges" ("organization_id", "id")
);


CREATE TABLE "personal_data_flags" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "relationship_id" BLOB NULL,
    "record_type" TEXT NULL,
    "record_id" BLOB NULL,
    "field" TEXT NOT NULL,
    "kinds" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "found_at" TEXT NOT NULL,
    "decided_at" TEXT NULL,
    "decided_by_id" BLOB NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_personal_data_flags" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_personal_data_flags_status" CHECK (status in ('open', 'dismissed', 'redacted', 'cleared')),
    CONSTRAINT "fk_personal_data_flags_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id", "id"),
    CONSTRAINT "fk_personal_data_flags_decided_by_id" FOREIGN KEY ("organization_id", "decided_by_id") REFERENCES "users" ("organization_id", "id"),
    CONSTRAINT "fk_personal_data_flags_relationship_id" FOREIGN KEY ("organization_id", "relationship_id") REFERENCES "relationships" ("organization_id", "id")
);


CREATE TABLE "driver_assignments" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "vehicle_id" BLOB NOT NULL,
    "contact_id" BLOB NULL,
    "driver_id" BLOB NULL,
    "starts_on" TEXT NOT NULL,
    "ends_on" TEXT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_driver_assignments" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_driver_assignments_days" CHECK (ends_on is null or ends_on >= starts_on),
    CONSTRAINT "ck_driver_assignments_who" CHECK ((contact_id is null) <> (driver_id is null)),
    CONSTRAINT "fk_driver_assignments_contact_id" FOREIGN KEY ("organization_id", "contact_id") REFERENCES "contacts" ("organization_id", "id"),
    CONSTRAINT "fk_driver_assignments_created_by_id" FOREIGN KEY ("organization_id", "created_by_id") REFERENCES "users" ("organization_id", "id"),
    CONSTRAINT "fk_driver_assignments_driver_id" FOREIGN KEY ("organization_id", "driver_id") REFERENCES "customers" ("organization_id", "id"),
    CONSTRAINT "fk_driver_assignments_vehicle_id" FOREIGN KEY ("organization_id", "vehicle_id") REFERENCES "vehicles" ("organization_id", "id") ON DELETE CASCADE
);


CREATE INDEX "ix_accounts_tax_id_index" ON "accounts" ("organization_id", "tax_id_index");


CREATE INDEX "ix_activities_assigned_to_id_status_due_date_id" ON "activities" ("organization_id", "assigned_to_id", "status", "due_date", "id");


CREATE INDEX "ix_activities_completed_at_id" ON "activities" ("organization_id", "completed_at", "id");


CREATE INDEX "ix_activities_customer_id_due_date_id" ON "activities" ("organization_id", "customer_id", "due_date", "id");


CREATE INDEX "ix_activities_due_date_id" ON "activities" ("organization_id", "due_date", "id");


CREATE INDEX "ix_activities_status_due_date_id" ON "activities" ("organization_id", "status", "due_date", "id");


CREATE INDEX "ix_addresses_customer_id" ON "addresses" ("organization_id", "customer_id");


CREATE UNIQUE INDEX "ux_addresses_customer_id_address_type" ON "addresses" ("organization_id", "customer_id", "address_type") WHERE is_default = true and archived_at is null;


CREATE INDEX "ix_api_keys_token_hash" ON "api_keys" ("organization_id", "token_hash");


CREATE INDEX "ix_api_keys_user_id" ON "api_keys" ("organization_id", "user_id");


CREATE INDEX "ix_appointments_customer_id_happened_at_id" ON "appointments" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_appointments_happened_at_id" ON "appointments" ("organization_id", "happened_at", "id");


CREATE INDEX "ix_appointments_status_id" ON "appointments" ("organization_id", "status", "id");


CREATE UNIQUE INDEX "ux_appointments_external_id" ON "appointments" ("organization_id", "external_id");


CREATE INDEX "ix_attachments_content_hash" ON "attachments" ("organization_id", "content_hash");


CREATE INDEX "ix_attachments_created_at_id" ON "attachments" ("organization_id", "created_at", "id");


CREATE INDEX "ix_attachments_customer_id_created_at_id" ON "attachments" ("organization_id", "customer_id", "created_at", "id");


CREATE INDEX "ix_attachments_related_id" ON "attachments" ("organization_id", "related_id");


CREATE UNIQUE INDEX "ux_branches_name" ON "branches" ("organization_id", "name");


CREATE INDEX "ix_campaign_messages_customer_id_happened_at_id" ON "campaign_messages" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_campaign_messages_happened_at_id" ON "campaign_messages" ("organization_id", "happened_at", "id");


CREATE UNIQUE INDEX "ux_campaign_messages_external_id" ON "campaign_messages" ("organization_id", "external_id");


CREATE UNIQUE INDEX "ux_campaigns_external_id" ON "campaigns" ("organization_id", "external_id");


CREATE INDEX "ix_contacts_customer_id" ON "contacts" ("organization_id", "customer_id");


CREATE INDEX "ix_contacts_email_key" ON "contacts" ("organization_id", "email_key");


CREATE UNIQUE INDEX "ux_contacts_customer_id_is_primary" ON "contacts" ("organization_id", "customer_id", "is_primary") WHERE is_primary = true and archived_at is null;


CREATE INDEX "ix_custom_field_values_customer_id_field_id" ON "custom_field_values" ("organization_id", "customer_id", "field_id");


CREATE INDEX "ix_custom_field_values_field_id_value_customer_id" ON "custom_field_values" ("organization_id", "field_id", "value", "customer_id") WHERE length(value) <= 400;


CREATE UNIQUE INDEX "ux_custom_fields_key" ON "custom_fields" ("organization_id", "key");


CREATE INDEX "ix_customer_summary_organization_id_last_purchase_at_customer_id" ON "customer_summary" ("organization_id", "last_purchase_at", "customer_id");


CREATE INDEX "ix_customer_summary_organization_id_order_count_customer_id" ON "customer_summary" ("organization_id", "order_count", "customer_id");


CREATE INDEX "ix_customer_summary_organization_id_spent_thousandths_customer_id" ON "customer_summary" ("organization_id", "spent_thousandths", "customer_id");


CREATE INDEX "ix_customer_summary_organization_id_tier_customer_id" ON "customer_summary" ("organization_id", "tier", "customer_id") WHERE tier is not null;


CREATE INDEX "ix_customer_tags_tag_id_customer_id" ON "customer_tags" ("organization_id", "tag_id", "customer_id");


CREATE UNIQUE INDEX "ux_customer_tags_customer_id_tag_id" ON "customer_tags" ("organization_id", "customer_id", "tag_id");


CREATE INDEX "ix_customers_archived_at_id" ON "customers" ("organization_id", "archived_at", "id") WHERE archived_at is not null;


CREATE INDEX "ix_customers_branch_id_name_key_id" ON "customers" ("organization_id", "branch_id", "name_key", "id");


CREATE INDEX "ix_customers_created_at_id" ON "customers" ("organization_id", "created_at", "id") WHERE archived_at is null and merged_into_id is null;


CREATE INDEX "ix_customers_merged_into_id" ON "customers" ("organization_id", "merged_into_id") WHERE merged_into_id is not null;


CREATE INDEX "ix_customers_name_key_id" ON "customers" ("organization_id", "name_key", "id") WHERE archived_at is null and merged_into_id is null;


CREATE INDEX "ix_customers_name_key_id_archived_at" ON "customers" ("organization_id", "name_key", "id", "archived_at") WHERE archived_at is not null and merged_into_id is null;


CREATE INDEX "ix_customers_owner_id_status_name_key_id" ON "customers" ("organization_id", "owner_id", "status", "name_key", "id");


CREATE INDEX "ix_customers_parent_id" ON "customers" ("organization_id", "parent_id") WHERE parent_id is not null;


CREATE INDEX "ix_customers_registered_on_id" ON "customers" ("organization_id", "registered_on", "id") WHERE archived_at is null and merged_into_id is null;


CREATE INDEX "ix_customers_status_name_key_id" ON "customers" ("organization_id", "status", "name_key", "id") WHERE archived_at is null and merged_into_id is null;


CREATE INDEX "ix_customers_type_name_key_id" ON "customers" ("organization_id", "type", "name_key", "id") WHERE archived_at is null and merged_into_id is null;


CREATE INDEX "ix_customers_updated_at_id" ON "customers" ("organization_id", "updated_at", "id") WHERE archived_at is null and merged_into_id is null;


CREATE INDEX "ix_driver_assignments_contact_id" ON "driver_assignments" ("organization_id", "contact_id");


CREATE INDEX "ix_driver_assignments_driver_id" ON "driver_assignments" ("organization_id", "driver_id");


CREATE INDEX "ix_driver_assignments_vehicle_id_starts_on" ON "driver_assignments" ("organization_id", "vehicle_id", "starts_on");


CREATE UNIQUE INDEX "ux_driver_assignments_vehicle_id" ON "driver_assignments" ("organization_id", "vehicle_id") WHERE ends_on is null;


CREATE INDEX "ix_duplicate_pairs_high_id" ON "duplicate_pairs" ("organization_id", "high_id");


CREATE INDEX "ix_duplicate_pairs_status_probability_id" ON "duplicate_pairs" ("organization_id", "status", "probability", "id");


CREATE UNIQUE INDEX "ux_duplicate_pairs_low_id_high_id" ON "duplicate_pairs" ("organization_id", "low_id", "high_id");


CREATE UNIQUE INDEX "ux_duplicate_settings_" ON "duplicate_settings" ("organization_id");


CREATE UNIQUE INDEX "ux_event_positions_organization_id_event_id" ON "event_positions" ("organization_id", "event_id");


CREATE INDEX "ix_events_occurred_at" ON "events" ("organization_id", "occurred_at");


CREATE INDEX "ix_events_subject_id_occurred_at" ON "events" ("organization_id", "subject_id", "occurred_at");


CREATE INDEX "ix_external_ids_customer_id" ON "external_ids" ("organization_id", "customer_id");


CREATE UNIQUE INDEX "ux_external_ids_system_value" ON "external_ids" ("organization_id", "system", "value");


CREATE INDEX "ix_fact_loads_loaded_at_id" ON "fact_loads" ("organization_id", "loaded_at", "id");


CREATE INDEX "ix_import_rows_organization_id_import_id_result_row" ON "import_rows" ("organization_id", "import_id", "result", "row");


CREATE INDEX "ix_imports_created_at_id" ON "imports" ("organization_id", "created_at", "id");


CREATE UNIQUE INDEX "ux_imports_content_hash_options_hash_repetition" ON "imports" ("organization_id", "content_hash", "options_hash", "repetition");


CREATE INDEX "ix_interaction_deletions_state_id" ON "interaction_deletions" ("organization_id", "state", "id");


CREATE INDEX "ix_interactions_customer_id_happened_at_id" ON "interactions" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_interactions_happened_at_id" ON "interactions" ("organization_id", "happened_at", "id");


CREATE UNIQUE INDEX "ux_interactions_external_id" ON "interactions" ("organization_id", "external_id");


CREATE INDEX "ix_invitations_token_hash" ON "invitations" ("organization_id", "token_hash");


CREATE INDEX "ix_invitations_user_id" ON "invitations" ("organization_id", "user_id");


CREATE INDEX "ix_invoices_customer_id_happened_at_id" ON "invoices" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_invoices_happened_at_id" ON "invoices" ("organization_id", "happened_at", "id");


CREATE INDEX "ix_invoices_status_id" ON "invoices" ("organization_id", "status", "id");


CREATE UNIQUE INDEX "ux_invoices_external_id" ON "invoices" ("organization_id", "external_id");


CREATE INDEX "ix_jobs_organization_id_kind" ON "jobs" ("organization_id", "kind");


CREATE INDEX "ix_jobs_state_run_at" ON "jobs" ("state", "run_at");


CREATE INDEX "ix_login_claims_user_id" ON "login_claims" ("user_id");


CREATE INDEX "ix_login_passkeys_user_id" ON "login_passkeys" ("user_id");


CREATE INDEX "ix_login_providers_user_id" ON "login_providers" ("user_id");


CREATE UNIQUE INDEX "ux_logins_normalized_email" ON "logins" ("normalized_email");


CREATE UNIQUE INDEX "ux_logins_normalized_user_name" ON "logins" ("normalized_user_name");


CREATE UNIQUE INDEX "ux_loyalty_tiers_points" ON "loyalty_tiers" ("organization_id", "points");


CREATE INDEX "ix_loyalty_transactions_customer_id_happened_at_id" ON "loyalty_transactions" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_loyalty_transactions_happened_at_id" ON "loyalty_transactions" ("organization_id", "happened_at", "id");


CREATE UNIQUE INDEX "ux_loyalty_transactions_external_id" ON "loyalty_transactions" ("organization_id", "external_id");


CREATE INDEX "ix_mass_merges_state_requested_at" ON "mass_merges" ("organization_id", "state", "requested_at");


CREATE INDEX "ix_merge_moves_row_key" ON "merge_moves" ("organization_id", "row_key");


CREATE UNIQUE INDEX "ux_merge_moves_merge_id_position" ON "merge_moves" ("organization_id", "merge_id", "position");


CREATE INDEX "ix_merged_customers_customer_id" ON "merged_customers" ("organization_id", "customer_id");


CREATE INDEX "ix_merged_customers_merge_id" ON "merged_customers" ("organization_id", "merge_id");


CREATE INDEX "ix_merges_survivor_id_id" ON "merges" ("organization_id", "survivor_id", "id");


CREATE INDEX "ix_name_words_organization_id_customer_id" ON "name_words" ("organization_id", "customer_id");


CREATE INDEX "ix_notes_customer_id_happened_at_id" ON "notes" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_notes_happened_at_id" ON "notes" ("organization_id", "happened_at", "id");


CREATE INDEX "ix_notes_is_pinned_happened_at_id" ON "notes" ("organization_id", "is_pinned", "happened_at", "id");


CREATE UNIQUE INDEX "ux_notes_external_id" ON "notes" ("organization_id", "external_id");


CREATE INDEX "ix_notifications_customer_id" ON "notifications" ("organization_id", "customer_id");


CREATE INDEX "ix_notifications_user_id_created_at_id" ON "notifications" ("organization_id", "user_id", "created_at", "id");


CREATE UNIQUE INDEX "ux_notifications_user_id_once_key" ON "notifications" ("organization_id", "user_id", "once_key");


CREATE INDEX "ix_opportunities_customer_id_happened_at_id" ON "opportunities" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_opportunities_happened_at_id" ON "opportunities" ("organization_id", "happened_at", "id");


CREATE INDEX "ix_opportunities_status_id" ON "opportunities" ("organization_id", "status", "id");


CREATE UNIQUE INDEX "ux_opportunities_external_id" ON "opportunities" ("organization_id", "external_id");


CREATE INDEX "ix_orders_customer_id_happened_at_id" ON "orders" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_orders_happened_at_id" ON "orders" ("organization_id", "happened_at", "id");


CREATE INDEX "ix_orders_number" ON "orders" ("organization_id", "number");


CREATE UNIQUE INDEX "ux_orders_external_id" ON "orders" ("organization_id", "external_id");


CREATE UNIQUE INDEX "ux_organizations_name_key" ON "organizations" ("name_key");


CREATE INDEX "ix_payment_methods_customer_id_happened_at_id" ON "payment_methods" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_payment_methods_happened_at_id" ON "payment_methods" ("organization_id", "happened_at", "id");


CREATE UNIQUE INDEX "ux_payment_methods_external_id" ON "payment_methods" ("organization_id", "external_id");


CREATE INDEX "ix_payments_customer_id_happened_at_id" ON "payments" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_payments_happened_at_id" ON "payments" ("organization_id", "happened_at", "id");


CREATE INDEX "ix_payments_invoice_ref" ON "payments" ("organization_id", "invoice_ref");


CREATE UNIQUE INDEX "ux_payments_external_id" ON "payments" ("organization_id", "external_id");


CREATE INDEX "ix_personal_data_flags_customer_id_status" ON "personal_data_flags" ("organization_id", "customer_id", "status");


CREATE INDEX "ix_personal_data_flags_relationship_id" ON "personal_data_flags" ("organization_id", "relationship_id");


CREATE INDEX "ix_personal_data_flags_status_id" ON "personal_data_flags" ("organization_id", "status", "id");


CREATE INDEX "ix_product_fits_organization_id_make_key" ON "product_fits" ("organization_id", "make_key");


CREATE INDEX "ix_products_sku" ON "products" ("organization_id", "sku");


CREATE UNIQUE INDEX "ux_products_external_id" ON "products" ("organization_id", "external_id");


CREATE INDEX "ix_record_texts_organization_id_happened_at_id" ON "record_texts" ("organization_id", "happened_at" DESC, "id" DESC);


CREATE INDEX "ix_relationships_to_customer_id" ON "relationships" ("organization_id", "to_customer_id");


CREATE UNIQUE INDEX "ux_relationships_from_customer_id_to_customer_id_relationship_type" ON "relationships" ("organization_id", "from_customer_id", "to_customer_id", "relationship_type");


CREATE UNIQUE INDEX "ux_roles_key" ON "roles" ("organization_id", "key");


CREATE UNIQUE INDEX "ux_sales_stages_position" ON "sales_stages" ("organization_id", "position");


CREATE INDEX "ix_saved_views_user_id" ON "saved_views" ("organization_id", "user_id");


CREATE INDEX "ix_score_runs_started_at" ON "score_runs" ("organization_id", "started_at");


CREATE UNIQUE INDEX "ux_score_runs_" ON "score_runs" ("organization_id") WHERE finished_at is null;


CREATE INDEX "ix_segment_changes_customer_id_segment_id_id" ON "segment_changes" ("organization_id", "customer_id", "segment_id", "id");


CREATE INDEX "ix_segment_changes_segment_id_id" ON "segment_changes" ("organization_id", "segment_id", "id");


CREATE UNIQUE INDEX "ux_segment_export_parts_export_id_place" ON "segment_export_parts" ("organization_id", "export_id", "place");


CREATE INDEX "ix_segment_exports_segment_id" ON "segment_exports" ("organization_id", "segment_id");


CREATE INDEX "ix_segment_members_customer_id" ON "segment_members" ("organization_id", "customer_id");


CREATE UNIQUE INDEX "ux_segment_members_segment_id_customer_id" ON "segment_members" ("organization_id", "segment_id", "customer_id");


CREATE UNIQUE INDEX "ux_segments_name_key" ON "segments" ("organization_id", "name_key");


CREATE UNIQUE INDEX "ux_service_levels_priority" ON "service_levels" ("organization_id", "priority");


CREATE INDEX "ix_service_visits_customer_id_happened_at_id" ON "service_visits" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_service_visits_happened_at_id" ON "service_visits" ("organization_id", "happened_at", "id");


CREATE INDEX "ix_service_visits_vehicle_ref_happened_at" ON "service_visits" ("organization_id", "vehicle_ref", "happened_at");


CREATE UNIQUE INDEX "ux_service_visits_external_id" ON "service_visits" ("organization_id", "external_id");


CREATE INDEX "ix_sessions_refresh_hash" ON "sessions" ("organization_id", "refresh_hash");


CREATE INDEX "ix_sessions_token_hash" ON "sessions" ("organization_id", "token_hash");


CREATE INDEX "ix_sessions_user_id" ON "sessions" ("organization_id", "user_id");


CREATE INDEX "ix_stored_answers_created_at" ON "stored_answers" ("created_at");


CREATE INDEX "ix_survey_responses_customer_id_happened_at_id" ON "survey_responses" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_survey_responses_happened_at_id" ON "survey_responses" ("organization_id", "happened_at", "id");


CREATE UNIQUE INDEX "ux_survey_responses_external_id" ON "survey_responses" ("organization_id", "external_id");


CREATE UNIQUE INDEX "ux_tags_name_key" ON "tags" ("organization_id", "name_key");


CREATE INDEX "ix_team_members_user_id_customer_id" ON "team_members" ("organization_id", "user_id", "customer_id");


CREATE UNIQUE INDEX "ux_team_members_customer_id_user_id" ON "team_members" ("organization_id", "customer_id", "user_id");


CREATE INDEX "ix_tickets_customer_id_happened_at_id" ON "tickets" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_tickets_happened_at_id" ON "tickets" ("organization_id", "happened_at", "id");


CREATE INDEX "ix_tickets_status_id" ON "tickets" ("organization_id", "status", "id");


CREATE UNIQUE INDEX "ux_tickets_external_id" ON "tickets" ("organization_id", "external_id");


CREATE INDEX "ix_timeline_entries_customer_id_occurred_at_id" ON "timeline_entries" ("organization_id", "customer_id", "occurred_at" DESC, "id" DESC);


CREATE INDEX "ix_timeline_entries_customer_id_pinned_occurred_at_id" ON "timeline_entries" ("organization_id", "customer_id", "pinned", "occurred_at" DESC, "id" DESC) WHERE pinned = true;


CREATE INDEX "ix_usage_metrics_customer_id_happened_at_id" ON "usage_metrics" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_usage_metrics_happened_at_id" ON "usage_metrics" ("organization_id", "happened_at", "id");


CREATE UNIQUE INDEX "ux_usage_metrics_external_id" ON "usage_metrics" ("organization_id", "external_id");


CREATE INDEX "ix_user_roles_role_id" ON "user_roles" ("organization_id", "role_id");


CREATE UNIQUE INDEX "ux_user_roles_user_id_role_id" ON "user_roles" ("organization_id", "user_id", "role_id");


CREATE INDEX "ix_users_branch_id" ON "users" ("organization_id", "branch_id");


CREATE INDEX "ix_users_manager_id" ON "users" ("organization_id", "manager_id");


CREATE UNIQUE INDEX "ux_users_email" ON "users" ("organization_id", "email");


CREATE INDEX "ix_vehicles_customer_id_happened_at_id" ON "vehicles" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_vehicles_happened_at_id" ON "vehicles" ("organization_id", "happened_at", "id");


CREATE INDEX "ix_vehicles_plate_key" ON "vehicles" ("organization_id", "plate_key");


CREATE INDEX "ix_vehicles_vin" ON "vehicles" ("organization_id", "vin");


CREATE UNIQUE INDEX "ux_vehicles_external_id" ON "vehicles" ("organization_id", "external_id");


CREATE INDEX "ix_waiting_facts_waits_for" ON "waiting_facts" ("organization_id", "waits_for");


CREATE UNIQUE INDEX "ux_waiting_facts_type_external_id" ON "waiting_facts" ("organization_id", "type", "external_id");


CREATE INDEX "ix_web_sessions_customer_id_happened_at_id" ON "web_sessions" ("organization_id", "customer_id", "happened_at", "id");


CREATE INDEX "ix_web_sessions_happened_at_id" ON "web_sessions" ("organization_id", "happened_at", "id");


CREATE UNIQUE INDEX "ux_web_sessions_external_id" ON "web_sessions" ("organization_id", "external_id");
