CREATE TABLE customer_count_changes (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    branch_id uuid NOT NULL,
    live integer NOT NULL,
    archived integer NOT NULL,
    CONSTRAINT pk_customer_count_changes PRIMARY KEY (organization_id, id)
);


CREATE TABLE customer_counts (
    organization_id uuid NOT NULL,
    branch_id uuid NOT NULL,
    live bigint NOT NULL,
    archived bigint NOT NULL,
    CONSTRAINT pk_customer_counts PRIMARY KEY (organization_id, branch_id)
);


CREATE TABLE customer_search (
    organization_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    names text NOT NULL,
    details text NOT NULL,
    match_keys bytea NOT NULL,
    CONSTRAINT pk_customer_search PRIMARY KEY (organization_id, customer_id)
);


CREATE TABLE customer_summary (
    organization_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    contact_count integer NOT NULL,
    tags text,
    external_id character varying(200),
    order_count integer NOT NULL,
    currency character varying(3),
    gross_minor bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    spent_minor bigint NOT NULL,
    spent_thousandths bigint GENERATED ALWAYS AS (spent_minor * case when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 1000 when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 1 else 10 end) STORED NOT NULL,
    first_purchase_at timestamp with time zone,
    last_purchase_at timestamp with time zone,
    last_interaction_at timestamp with time zone,
    open_tickets integer NOT NULL,
    points integer NOT NULL,
    lifetime_points integer NOT NULL,
    tier character varying(60),
    health double precision,
    churn_risk double precision,
    told_health double precision,
    health_alert character varying(40),
    counted_branch_id uuid,
    counted_as character varying(40) NOT NULL,
    CONSTRAINT pk_customer_summary PRIMARY KEY (organization_id, customer_id),
    CONSTRAINT ck_customer_summary_counted_as CHECK (counted_as in ('nothing', 'live', 'archived')),
    CONSTRAINT ck_customer_summary_health_alert CHECK (health_alert in ('low', 'critical', 'high'))
);


CREATE TABLE data_protection_keys (
    id uuid NOT NULL,
    friendly_name text NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT pk_data_protection_keys PRIMARY KEY (id)
);


CREATE TABLE event_heads (
    organization_id uuid NOT NULL,
    position bigint NOT NULL,
    hash bytea NOT NULL,
    mac bytea NOT NULL,
    CONSTRAINT pk_event_heads PRIMARY KEY (organization_id)
);


CREATE TABLE event_positions (
    organization_id uuid NOT NULL,
    position bigint NOT NULL,
    event_id uuid NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT pk_event_positions PRIMARY KEY (organization_id, position)
);


CREATE TABLE import_mappings (
    organization_id uuid NOT NULL,
    header_hash bytea NOT NULL,
    mapping_json text NOT NULL,
    used_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_import_mappings PRIMARY KEY (organization_id, header_hash)
);


CREATE TABLE import_rows (
    organization_id uuid NOT NULL,
    import_id uuid NOT NULL,
    row bigint NOT NULL,
    line bigint NOT NULL,
    result character varying(40) NOT NULL,
    customer_id uuid,
    details text,
    raw bytea,
    CONSTRAINT pk_import_rows PRIMARY KEY (organization_id, import_id, row),
    CONSTRAINT ck_import_rows_result CHECK (result in ('created', 'updated', 'skipped', 'duplicate', 'rejected', 'waiting'))
);


CREATE TABLE jobs (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    kind character varying(80) NOT NULL,
    arguments text NOT NULL,
    state character varying(40) NOT NULL,
    run_at timestamp with time zone NOT NULL,
    leased_until timestamp with time zone,
    attempts integer NOT NULL,
    error text,
    CONSTRAINT pk_jobs PRIMARY KEY (id),
    CONSTRAINT ck_jobs_state CHECK (state in ('waiting', 'done', 'failed'))
);


CREATE TABLE logins (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    user_name character varying(320),
    normalized_user_name character varying(320),
    email character varying(320),
    normalized_email character varying(320),
    email_confirmed boolean NOT NULL,
    password_hash text,
    security_stamp text,
    concurrency_stamp text,
    phone_number text,
    phone_number_confirmed boolean NOT NULL,
    two_factor_enabled boolean NOT NULL,
    lockout_end timestamp with time zone,
    lockout_enabled boolean NOT NULL,
    access_failed_count integer NOT NULL,
    CONSTRAINT pk_logins PRIMARY KEY (id)
);


CREATE TABLE match_keys (
    organization_id uuid NOT NULL,
    key bigint NOT NULL,
    customer_id uuid NOT NULL,
    CONSTRAINT pk_match_keys PRIMARY KEY (organization_id, key, customer_id)
);


CREATE TABLE name_spellings (
    organization_id uuid NOT NULL,
    key bigint NOT NULL,
    word character varying(60) COLLATE "C" NOT NULL,
    CONSTRAINT pk_name_spellings PRIMARY KEY (organization_id, key, word)
);


CREATE TABLE name_words (
    organization_id uuid NOT NULL,
    word character varying(60) COLLATE "C" NOT NULL,
    customer_id uuid NOT NULL,
    CONSTRAINT pk_name_words PRIMARY KEY (organization_id, word, customer_id)
);


CREATE TABLE order_lines (
    organization_id uuid NOT NULL,
    fact_id uuid NOT NULL,
    position integer NOT NULL,
    sku character varying(100),
    description character varying(300) NOT NULL,
    quantity numeric(18,4) NOT NULL,
    unit_price numeric(18,4) NOT NULL,
    discount numeric(18,4),
    category character varying(200),
    CONSTRAINT pk_order_lines PRIMARY KEY (organization_id, fact_id, position)
);


CREATE TABLE organizations (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    name_key character varying(200) NOT NULL,
    time_zone character varying(64) NOT NULL,
    currency character varying(3) NOT NULL,
    country character varying(2),
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_organizations PRIMARY KEY (id)
);


CREATE TABLE parked_events (
    organization_id uuid NOT NULL,
    reader character varying(80) NOT NULL,
    position bigint NOT NULL,
    error text NOT NULL,
    parked_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_parked_events PRIMARY KEY (organization_id, reader, position)
);


CREATE TABLE product_fits (
    organization_id uuid NOT NULL,
    fact_id uuid NOT NULL,
    position integer NOT NULL,
    make character varying(100) NOT NULL,
    model character varying(100),
    year_from integer,
    year_to integer,
    make_key character varying(100) COLLATE "C" GENERATED ALWAYS AS (upper(make)) STORED,
    CONSTRAINT pk_product_fits PRIMARY KEY (organization_id, fact_id, position)
);


CREATE TABLE reader_marks (
    organization_id uuid NOT NULL,
    reader character varying(80) NOT NULL,
    position bigint NOT NULL,
    failures integer NOT NULL,
    retry_at timestamp with time zone,
    CONSTRAINT pk_reader_marks PRIMARY KEY (organization_id, reader)
);


CREATE TABLE record_texts (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    record_type character varying(40) NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    text text NOT NULL,
    CONSTRAINT pk_record_texts PRIMARY KEY (organization_id, id)
);


CREATE TABLE schedule_marks (
    name character varying(80) NOT NULL,
    ran_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_schedule_marks PRIMARY KEY (name)
);


CREATE TABLE session_views (
    organization_id uuid NOT NULL,
    fact_id uuid NOT NULL,
    position integer NOT NULL,
    category character varying(200),
    product character varying(300),
    at timestamp with time zone,
    seconds integer,
    CONSTRAINT pk_session_views PRIMARY KEY (organization_id, fact_id, position)
);


CREATE TABLE stored_answers (
    organization_id uuid NOT NULL,
    caller_id uuid NOT NULL,
    key character varying(200) NOT NULL,
    request_hash bytea NOT NULL,
    status integer NOT NULL,
    location text,
    content_type text,
    body bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_stored_answers PRIMARY KEY (organization_id, caller_id, key)
);


CREATE TABLE timeline_entries (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    type character varying(60) NOT NULL,
    actor_id uuid,
    details text NOT NULL,
    pinned boolean NOT NULL,
    source_type character varying(40) NOT NULL,
    source_id uuid NOT NULL,
    only_user_id uuid,
    only_branch_id uuid,
    CONSTRAINT pk_timeline_entries PRIMARY KEY (organization_id, id)
);


CREATE TABLE unsealed_events (
    organization_id uuid NOT NULL,
    event_id uuid NOT NULL,
    CONSTRAINT pk_unsealed_events PRIMARY KEY (organization_id, event_id)
);


CREATE TABLE visit_lines (
    organization_id uuid NOT NULL,
    fact_id uuid NOT NULL,
    position integer NOT NULL,
    description character varying(500) NOT NULL,
    kind character varying(40) NOT NULL,
    quantity numeric(18,4) NOT NULL,
    unit_price numeric(18,4) NOT NULL,
    declined boolean NOT NULL,
    part_number character varying(100),
    warranty_until date,
    CONSTRAINT pk_visit_lines PRIMARY KEY (organization_id, fact_id, position),
    CONSTRAINT ck_visit_lines_kind CHECK (kind in ('labour', 'part', 'fee'))
);


CREATE TABLE login_claims (
    id integer GENERATED BY DEFAULT AS IDENTITY,
    user_id uuid NOT NULL,
    claim_type text,
    claim_value text,
    CONSTRAINT pk_login_claims PRIMARY KEY (id),
    CONSTRAINT fk_login_claims_user_id FOREIGN KEY (user_id) REFERENCES logins (id) ON DELETE CASCADE
);


CREATE TABLE login_passkeys (
    credential_id bytea NOT NULL,
    user_id uuid NOT NULL,
    data jsonb NOT NULL,
    CONSTRAINT pk_login_passkeys PRIMARY KEY (credential_id),
    CONSTRAINT fk_login_passkeys_user_id FOREIGN KEY (user_id) REFERENCES logins (id) ON DELETE CASCADE
);


CREATE TABLE login_providers (
    login_provider text NOT NULL,
    provider_key text NOT NULL,
    provider_display_name text,
    user_id uuid NOT NULL,
    CONSTRAINT pk_login_providers PRIMARY KEY (login_provider, provider_key),
    CONSTRAINT fk_login_providers_user_id FOREIGN KEY (user_id) REFERENCES logins (id) ON DELETE CASCADE
);


CREATE TABLE login_tokens (
    user_id uuid NOT NULL,
    login_provider text NOT NULL,
    name text NOT NULL,
    value text,
    CONSTRAINT pk_login_tokens PRIMARY KEY (user_id, login_provider, name),
    CONSTRAINT fk_login_tokens_user_id FOREIGN KEY (user_id) REFERENCES logins (id) ON DELETE CASCADE
);


CREATE TABLE branches (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    city character varying(100),
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_branches PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_branches_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE bulk_actions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    target_id uuid,
    changed integer NOT NULL,
    unchanged integer NOT NULL,
    out_of_scope integer NOT NULL,
    missing integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    CONSTRAINT pk_bulk_actions PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_bulk_actions_kind CHECK (kind in ('assign', 'tag', 'untag', 'archive', 'restore', 'segment', 'unsegment')),
    CONSTRAINT fk_bulk_actions_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE campaigns (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name character varying(300) NOT NULL,
    channel character varying(40) NOT NULL,
    sent_at timestamp with time zone,
    audience character varying(500),
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_campaigns PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_campaigns_channel CHECK (channel in ('email', 'sms', 'push', 'mail')),
    CONSTRAINT fk_campaigns_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE custom_fields (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    key character varying(60) NOT NULL,
    label character varying(100) NOT NULL,
    type character varying(40) NOT NULL,
    options_json text NOT NULL,
    is_required boolean NOT NULL,
    position integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_custom_fields PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_custom_fields_type CHECK (type in ('text', 'number', 'date', 'choice', 'multi_choice', 'boolean', 'url', 'user')),
    CONSTRAINT fk_custom_fields_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE duplicate_settings (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    review_above double precision NOT NULL,
    approve_mass_merges boolean NOT NULL,
    ignored_fields character varying(200) NOT NULL,
    updated_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_duplicate_settings PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_duplicate_settings_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE events (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name character varying(80) NOT NULL,
    subject_type character varying(40) NOT NULL,
    subject_id uuid NOT NULL,
    actor_kind character varying(40) NOT NULL,
    actor_id uuid,
    occurred_at timestamp with time zone NOT NULL,
    person_id uuid,
    payload bytea NOT NULL,
    touches text NOT NULL,
    CONSTRAINT pk_events PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_events_actor_kind CHECK (actor_kind in ('user', 'api_key', 'system', 'import', 'portal_user')),
    CONSTRAINT fk_events_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE fact_loads (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    file_name character varying(300) NOT NULL,
    account text NOT NULL,
    loaded_by_id uuid,
    loaded_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_fact_loads PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_fact_loads_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE loyalty_tiers (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name character varying(60) NOT NULL,
    points integer NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_loyalty_tiers PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_loyalty_tiers_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE person_keys (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_person_keys PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_person_keys_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE products (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    sku character varying(100) NOT NULL,
    name character varying(300) NOT NULL,
    category character varying(200),
    price_minor bigint,
    currency character varying(3),
    active boolean NOT NULL,
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_products PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_products_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE roles (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    key character varying(60) NOT NULL,
    name character varying(100) NOT NULL,
    description character varying(500),
    is_built_in boolean NOT NULL,
    grants_json text NOT NULL,
    masks_json text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_roles PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_roles_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE sales_stages (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name character varying(60) NOT NULL,
    position integer NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_sales_stages PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_sales_stages_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE score_runs (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    after_id uuid NOT NULL,
    customers integer NOT NULL,
    moved integer NOT NULL,
    started_by_id uuid,
    CONSTRAINT pk_score_runs PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_score_runs_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE segments (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name character varying(100) NOT NULL,
    name_key character varying(100) COLLATE "C" NOT NULL,
    description character varying(2000),
    criteria text,
    type character varying(40) NOT NULL,
    is_active boolean NOT NULL,
    exclusive_group character varying(100),
    priority integer NOT NULL,
    schedule character varying(40) NOT NULL,
    notifies_owners boolean NOT NULL,
    member_count bigint NOT NULL,
    displaced_count bigint NOT NULL,
    last_calculated_at timestamp with time zone,
    last_full_at timestamp with time zone,
    moved_to timestamp with time zone,
    fault character varying(1000),
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_segments PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_segments_schedule CHECK (schedule in ('continuous', 'hourly', 'daily', 'weekly', 'manual')),
    CONSTRAINT ck_segments_type CHECK (type in ('static', 'dynamic')),
    CONSTRAINT fk_segments_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE service_levels (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    priority character varying(40) NOT NULL,
    answer_minutes integer NOT NULL,
    solution_minutes integer NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_service_levels PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_service_levels_priority CHECK (priority in ('low', 'normal', 'high', 'urgent')),
    CONSTRAINT fk_service_levels_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE tags (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name character varying(60) NOT NULL,
    name_key character varying(60) COLLATE "C" NOT NULL,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_tags PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_tags_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE waiting_facts (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    type character varying(40) NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    waits_for character varying(400) COLLATE "C" NOT NULL,
    payload text NOT NULL,
    brought_by_id uuid,
    branch_id uuid,
    scope character varying(40) NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_waiting_facts PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_waiting_facts_scope CHECK (scope in ('own', 'branch', 'all')),
    CONSTRAINT fk_waiting_facts_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE users (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    login_id uuid,
    name character varying(200) NOT NULL,
    email character varying(320) NOT NULL,
    status character varying(40) NOT NULL,
    branch_id uuid,
    manager_id uuid,
    time_zone character varying(64) NOT NULL,
    locale character varying(20) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_sign_in_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_users_status CHECK (status in ('active', 'invited', 'deactivated', 'system')),
    CONSTRAINT fk_users_branch_id FOREIGN KEY (organization_id, branch_id) REFERENCES branches (organization_id, id),
    CONSTRAINT fk_users_manager_id FOREIGN KEY (organization_id, manager_id) REFERENCES users (organization_id, id),
    CONSTRAINT fk_users_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);


CREATE TABLE bulk_action_rows (
    organization_id uuid NOT NULL,
    action_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    before_id uuid,
    at timestamp with time zone,
    CONSTRAINT pk_bulk_action_rows PRIMARY KEY (organization_id, action_id, customer_id),
    CONSTRAINT fk_bulk_action_rows_action_id FOREIGN KEY (organization_id, action_id) REFERENCES bulk_actions (organization_id, id)
);


CREATE TABLE segment_exports (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    segment_id uuid NOT NULL,
    requested_by_id uuid,
    grants text NOT NULL,
    branch_id uuid,
    requested_at timestamp with time zone NOT NULL,
    state character varying(40) NOT NULL,
    rows bigint NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT pk_segment_exports PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_segment_exports_state CHECK (state in ('waiting', 'done', 'failed')),
    CONSTRAINT fk_segment_exports_segment_id FOREIGN KEY (organization_id, segment_id) REFERENCES segments (organization_id, id)
);


CREATE TABLE api_keys (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name character varying(100) NOT NULL,
    prefix character varying(20) NOT NULL,
    token_hash bytea NOT NULL,
    scopes text NOT NULL,
    grants_json text NOT NULL,
    masks_json text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT pk_api_keys PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_api_keys_user_id FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);


CREATE TABLE customers (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    type character varying(40) NOT NULL,
    display_name character varying(255) NOT NULL,
    name_key character varying(255) COLLATE "C" NOT NULL,
    status character varying(40) NOT NULL,
    source character varying(40),
    email character varying(320),
    email_key character varying(320) COLLATE "C",
    phone character varying(100),
    phone_e164 character varying(20),
    preferred_language character varying(20),
    avatar_url character varying(1000),
    birth_date date,
    registered_on date,
    branch_id uuid,
    owner_id uuid,
    parent_id uuid,
    created_by_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    merged_into_id uuid,
    version integer NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_customers_merged CHECK (merged_into_id is null or merged_into_id <> id),
    CONSTRAINT ck_customers_name CHECK (display_name <> ''),
    CONSTRAINT ck_customers_parent CHECK (parent_id is null or parent_id <> id),
    CONSTRAINT ck_customers_source CHECK (source in ('web', 'referral', 'sales', 'import', 'api')),
    CONSTRAINT ck_customers_status CHECK (status in ('active', 'inactive', 'prospect', 'churned')),
    CONSTRAINT ck_customers_type CHECK (type in ('individual', 'organization')),
    CONSTRAINT fk_customers_branch_id FOREIGN KEY (organization_id, branch_id) REFERENCES branches (organization_id, id),
    CONSTRAINT fk_customers_created_by_id FOREIGN KEY (organization_id, created_by_id) REFERENCES users (organization_id, id),
    CONSTRAINT fk_customers_merged_into_id FOREIGN KEY (organization_id, merged_into_id) REFERENCES customers (organization_id, id),
    CONSTRAINT fk_customers_owner_id FOREIGN KEY (organization_id, owner_id) REFERENCES users (organization_id, id),
    CONSTRAINT fk_customers_parent_id FOREIGN KEY (organization_id, parent_id) REFERENCES customers (organization_id, id)
);


CREATE TABLE imports (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    file_name character varying(300) NOT NULL,
    fact_type character varying(40),
    on_unknown_customer character varying(40) NOT NULL,
    file_path character varying(1000),
    file_size bigint NOT NULL,
    content_hash bytea NOT NULL,
    options_hash bytea NOT NULL,
    repetition integer NOT NULL,
    state character varying(40) NOT NULL,
    on_duplicate character varying(40) NOT NULL,
    is_dry_run boolean NOT NULL,
    dialect_json text NOT NULL,
    mapping_json text NOT NULL,
    started_by_id uuid NOT NULL,
    is_by_program boolean NOT NULL,
    owner_id uuid,
    branch_id uuid,
    rights_json text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    cancel_requested boolean NOT NULL,
    rows_done bigint NOT NULL,
    rows_total bigint NOT NULL,
    bytes_done bigint NOT NULL,
    created bigint NOT NULL,
    updated bigint NOT NULL,
    skipped bigint NOT NULL,
    duplicates bigint NOT NULL,
    rejected bigint NOT NULL,
    waiting bigint NOT NULL,
    seconds double precision NOT NULL,
    error character varying(1000),
    rows_to_undo bigint NOT NULL,
    undo_json text,
    version integer NOT NULL,
    CONSTRAINT pk_imports PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_imports_on_duplicate CHECK (on_duplicate in ('review', 'create', 'skip', 'merge')),
    CONSTRAINT ck_imports_on_unknown_customer CHECK (on_unknown_customer in ('park', 'reject', 'create')),
    CONSTRAINT ck_imports_state CHECK (state in ('uploaded', 'running', 'finished', 'cancelled', 'failed', 'undoing', 'undone')),
    CONSTRAINT fk_imports_started_by_id FOREIGN KEY (organization_id, started_by_id) REFERENCES users (organization_id, id)
);


CREATE TABLE interaction_deletions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    interaction_ids text NOT NULL,
    count integer NOT NULL,
    reason character varying(1000) NOT NULL,
    state character varying(40) NOT NULL,
    requested_by_id uuid,
    requested_at timestamp with time zone NOT NULL,
    decided_by_id uuid,
    decided_at timestamp with time zone,
    deleted integer NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_interaction_deletions PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_interaction_deletions_state CHECK (state in ('waiting', 'done', 'refused')),
    CONSTRAINT fk_interaction_deletions_decided_by_id FOREIGN KEY (organization_id, decided_by_id) REFERENCES users (organization_id, id),
    CONSTRAINT fk_interaction_deletions_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT fk_interaction_deletions_requested_by_id FOREIGN KEY (organization_id, requested_by_id) REFERENCES users (organization_id, id)
);


CREATE TABLE invitations (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    is_password_reset boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT pk_invitations PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_invitations_user_id FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);


CREATE TABLE mass_merges (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    min_probability double precision NOT NULL,
    state character varying(40) NOT NULL,
    requested_by_id uuid,
    requested_at timestamp with time zone NOT NULL,
    decided_by_id uuid,
    decided_at timestamp with time zone,
    merged integer NOT NULL,
    "left" integer NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_mass_merges PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_mass_merges_state CHECK (state in ('waiting', 'approved', 'done', 'refused')),
    CONSTRAINT fk_mass_merges_decided_by_id FOREIGN KEY (organization_id, decided_by_id) REFERENCES users (organization_id, id),
    CONSTRAINT fk_mass_merges_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT,
    CONSTRAINT fk_mass_merges_requested_by_id FOREIGN KEY (organization_id, requested_by_id) REFERENCES users (organization_id, id)
);


CREATE TABLE saved_views (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name character varying(100) NOT NULL,
    query character varying(4000) NOT NULL,
    columns character varying(1000) NOT NULL,
    is_shared boolean NOT NULL,
    position integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_saved_views PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_saved_views_user_id FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);


CREATE TABLE sessions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    refresh_hash bytea,
    previous_refresh_hash bytea,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    refresh_expires_at timestamp with time zone,
    last_seen_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    ip character varying(64),
    device character varying(300),
    CONSTRAINT pk_sessions PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_sessions_user_id FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);


CREATE TABLE user_roles (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    role_id uuid NOT NULL,
    CONSTRAINT pk_user_roles PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_user_roles_role_id FOREIGN KEY (organization_id, role_id) REFERENCES roles (organization_id, id),
    CONSTRAINT fk_user_roles_user_id FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);


CREATE TABLE segment_export_parts (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    export_id uuid NOT NULL,
    place integer NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT pk_segment_export_parts PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_segment_export_parts_export_id FOREIGN KEY (organization_id, export_id) REFERENCES segment_exports (organization_id, id)
);


CREATE TABLE accounts (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    legal_name character varying(300) NOT NULL,
    dba_name character varying(255),
    tax_id_sealed bytea,
    tax_id_index bytea,
    tax_id_country character varying(2),
    industry character varying(100),
    employee_count character varying(40),
    annual_revenue character varying(40),
    website character varying(1000),
    size character varying(40),
    arr numeric(18,2),
    contract_start date,
    contract_end date,
    contract_renewal date,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_accounts PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_accounts_annual_revenue CHECK (annual_revenue in ('<100K', '100K-1M', '1M-10M', '10M-100M', '100M+')),
    CONSTRAINT ck_accounts_employee_count CHECK (employee_count in ('1-10', '11-50', '51-200', '201-500', '501-1000', '1000+')),
    CONSTRAINT ck_accounts_size CHECK (size in ('startup', 'small', 'medium', 'large', 'enterprise')),
    CONSTRAINT fk_accounts_id FOREIGN KEY (organization_id, id) REFERENCES customers (organization_id, id)
);


CREATE TABLE activities (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid,
    contact_id uuid,
    activity_type character varying(40) NOT NULL,
    subject character varying(300) NOT NULL,
    description text,
    due_date timestamp with time zone NOT NULL,
    reminder_at timestamp with time zone,
    priority character varying(40) NOT NULL,
    status character varying(40) NOT NULL,
    completed_at timestamp with time zone,
    assigned_to_id uuid NOT NULL,
    attendees character varying(4000),
    related_type character varying(40),
    related_id uuid,
    result_interaction_id uuid,
    follows_id uuid,
    created_by_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_activities PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_activities_activity_type CHECK (activity_type in ('call', 'email', 'meeting', 'task', 'follow_up', 'demo', 'training', 'note')),
    CONSTRAINT ck_activities_priority CHECK (priority in ('low', 'normal', 'high', 'urgent')),
    CONSTRAINT ck_activities_status CHECK (status in ('pending', 'in_progress', 'completed', 'cancelled')),
    CONSTRAINT fk_activities_assigned_to_id FOREIGN KEY (organization_id, assigned_to_id) REFERENCES users (organization_id, id),
    CONSTRAINT fk_activities_created_by_id FOREIGN KEY (organization_id, created_by_id) REFERENCES users (organization_id, id),
    CONSTRAINT fk_activities_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id)
);


CREATE TABLE addresses (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    address_type character varying(40) NOT NULL,
    is_default boolean NOT NULL,
    street_line_1 character varying(200) NOT NULL,
    street_line_2 character varying(200),
    city character varying(100) NOT NULL,
    state_province character varying(100),
    postal_code character varying(20),
    country character varying(2) NOT NULL,
    latitude double precision,
    longitude double precision,
    geo_precision character varying(40),
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    archived_with_customer_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_addresses PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_addresses_address_type CHECK (address_type in ('billing', 'shipping', 'service', 'headquarters', 'other')),
    CONSTRAINT ck_addresses_country_length CHECK (length(country) = 2),
    CONSTRAINT ck_addresses_geo_precision CHECK (geo_precision in ('city', 'postal', 'rooftop')),
    CONSTRAINT ck_addresses_latitude CHECK (latitude is null or (latitude >= -90 and latitude <= 90)),
    CONSTRAINT ck_addresses_longitude CHECK (longitude is null or (longitude >= -180 and longitude <= 180)),
    CONSTRAINT fk_addresses_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id)
);


CREATE TABLE appointments (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    vehicle_ref character varying(200) COLLATE "C",
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    reason character varying(500),
    status character varying(40) NOT NULL,
    branch character varying(200),
    followed_at timestamp with time zone,
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_appointments PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_appointments_status CHECK (status in ('requested', 'confirmed', 'done', 'no_show', 'cancelled'))
);


CREATE TABLE attachments (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    related_type character varying(40) NOT NULL,
    related_id uuid NOT NULL,
    name character varying(300) NOT NULL,
    content_type character varying(120) NOT NULL,
    size bigint NOT NULL,
    content_hash character varying(64) COLLATE "C",
    url character varying(2000),
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_attachments PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_attachments_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id)
);


CREATE TABLE campaign_messages (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    campaign_ref character varying(200) COLLATE "C",
    delivered_at timestamp with time zone,
    opened_at timestamp with time zone,
    clicked_at timestamp with time zone,
    bounced_at timestamp with time zone,
    unsubscribed_at timestamp with time zone,
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_campaign_messages PRIMARY KEY (organization_id, id)
);


CREATE TABLE contacts (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    name_key character varying(255) COLLATE "C" NOT NULL,
    email character varying(320),
    email_key character varying(320) COLLATE "C",
    phone character varying(100),
    phone_e164 character varying(20),
    job_title character varying(100),
    role character varying(40),
    is_primary boolean NOT NULL,
    status character varying(40) NOT NULL,
    communication_preference character varying(40) NOT NULL,
    do_not_contact boolean NOT NULL,
    departed_on date,
    email_status character varying(40) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    archived_with_customer_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_contacts PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_contacts_communication_preference CHECK (communication_preference in ('email', 'phone', 'any')),
    CONSTRAINT ck_contacts_email_status CHECK (email_status in ('ok', 'soft_bounced', 'hard_bounced', 'complained')),
    CONSTRAINT ck_contacts_role CHECK (role in ('decision_maker', 'champion', 'billing', 'technical', 'user', 'driver', 'other')),
    CONSTRAINT ck_contacts_status CHECK (status in ('active', 'inactive')),
    CONSTRAINT fk_contacts_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id)
);


CREATE TABLE custom_field_values (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    field_id uuid NOT NULL,
    value character varying(2000) COLLATE "C" NOT NULL,
    number double precision,
    CONSTRAINT pk_custom_field_values PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_custom_field_values_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id),
    CONSTRAINT fk_custom_field_values_field_id FOREIGN KEY (organization_id, field_id) REFERENCES custom_fields (organization_id, id)
);


CREATE TABLE customer_tags (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    tag_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_customer_tags PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_customer_tags_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id),
    CONSTRAINT fk_customer_tags_tag_id FOREIGN KEY (organization_id, tag_id) REFERENCES tags (organization_id, id)
);


CREATE TABLE duplicate_pairs (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    low_id uuid NOT NULL,
    high_id uuid NOT NULL,
    probability double precision NOT NULL,
    evidence text NOT NULL,
    status character varying(40) NOT NULL,
    found_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decided_by_id uuid,
    version integer NOT NULL,
    CONSTRAINT pk_duplicate_pairs PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_duplicate_pairs_order CHECK (low_id < high_id),
    CONSTRAINT ck_duplicate_pairs_status CHECK (status in ('open', 'merged', 'dismissed')),
    CONSTRAINT fk_duplicate_pairs_high_id FOREIGN KEY (organization_id, high_id) REFERENCES customers (organization_id, id),
    CONSTRAINT fk_duplicate_pairs_low_id FOREIGN KEY (organization_id, low_id) REFERENCES customers (organization_id, id)
);


CREATE TABLE external_ids (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    system character varying(60) NOT NULL,
    value character varying(200) COLLATE "C" NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_external_ids PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_external_ids_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id)
);


CREATE TABLE interactions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    interaction_type character varying(40) NOT NULL,
    direction character varying(40) NOT NULL,
    subject character varying(500),
    description text,
    occurred_at timestamp with time zone NOT NULL,
    duration_minutes integer,
    outcome character varying(40),
    sentiment character varying(40),
    contact_id uuid,
    contact character varying(320),
    attendees character varying(4000),
    related_type character varying(200),
    related_id uuid,
    activity_id uuid,
    source character varying(40) NOT NULL,
    is_backdated boolean NOT NULL,
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_interactions PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_interactions_direction CHECK (direction in ('inbound', 'outbound')),
    CONSTRAINT ck_interactions_interaction_type CHECK (interaction_type in ('email', 'call', 'meeting', 'chat', 'sms', 'social', 'in_person', 'demo', 'training', 'note', 'other')),
    CONSTRAINT ck_interactions_outcome CHECK (outcome in ('successful', 'no_answer', 'left_message', 'bounced', 'follow_up_needed', 'completed')),
    CONSTRAINT ck_interactions_sentiment CHECK (sentiment in ('positive', 'neutral', 'negative')),
    CONSTRAINT ck_interactions_source CHECK (source in ('manual', 'email_sync', 'phone_integration', 'calendar_sync', 'api'))
);


CREATE TABLE invoices (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    number character varying(100) NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    due_at date,
    currency character varying(3) NOT NULL,
    total_minor bigint NOT NULL,
    status character varying(40) NOT NULL,
    order_ref character varying(200) COLLATE "C",
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_invoices PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_invoices_status CHECK (status in ('draft', 'open', 'paid', 'overdue', 'void'))
);


CREATE TABLE loyalty_transactions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    points integer NOT NULL,
    reason character varying(40) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    reference character varying(200),
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_loyalty_transactions PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_loyalty_transactions_reason CHECK (reason in ('earn', 'spend', 'expire', 'adjust', 'referral'))
);


CREATE TABLE merges (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    survivor_id uuid NOT NULL,
    merged_by_id uuid,
    merged_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    undone_by_id uuid,
    sources text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_merges PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_merges_merged_by_id FOREIGN KEY (organization_id, merged_by_id) REFERENCES users (organization_id, id),
    CONSTRAINT fk_merges_survivor_id FOREIGN KEY (organization_id, survivor_id) REFERENCES customers (organization_id, id)
);


CREATE TABLE notes (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    title character varying(200),
    content text NOT NULL,
    visibility character varying(40) NOT NULL,
    is_pinned boolean NOT NULL,
    written_at timestamp with time zone,
    branch_id uuid,
    related_type character varying(200),
    related_id uuid,
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_notes PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_notes_visibility CHECK (visibility in ('private', 'team', 'all'))
);


CREATE TABLE notifications (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    once_key character varying(120) NOT NULL,
    title character varying(500) NOT NULL,
    body character varying(500),
    url character varying(300) NOT NULL,
    customer_id uuid,
    created_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    CONSTRAINT pk_notifications PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_notifications_kind CHECK (kind in ('mention', 'reminder', 'assigned', 'approval', 'churn_risk', 'health', 'segment_entered')),
    CONSTRAINT fk_notifications_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id),
    CONSTRAINT fk_notifications_user_id FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);


CREATE TABLE opportunities (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name character varying(300) NOT NULL,
    kind character varying(40) NOT NULL,
    status character varying(40) NOT NULL,
    stage character varying(60),
    amount_minor bigint,
    currency character varying(3),
    probability numeric(18,4),
    expected_close date,
    closed_at timestamp with time zone,
    lost_reason character varying(300),
    owner character varying(200),
    followed_at timestamp with time zone,
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_opportunities PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_opportunities_kind CHECK (kind in ('new', 'expansion', 'renewal')),
    CONSTRAINT ck_opportunities_status CHECK (status in ('open', 'won', 'lost', 'paused'))
);


CREATE TABLE orders (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    number character varying(100) COLLATE "C" NOT NULL,
    status character varying(40) NOT NULL,
    ordered_at timestamp with time zone NOT NULL,
    currency character varying(3) NOT NULL,
    total_minor bigint NOT NULL,
    channel character varying(60),
    returns_ref character varying(200) COLLATE "C",
    is_return boolean NOT NULL,
    item_count integer NOT NULL,
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_orders PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_orders_status CHECK (status in ('draft', 'pending', 'paid', 'shipped', 'delivered', 'completed', 'cancelled', 'returned'))
);


CREATE TABLE payment_methods (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    method character varying(40) NOT NULL,
    brand character varying(60),
    last4 character varying(40),
    expiry character varying(40),
    is_default boolean NOT NULL,
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_payment_methods PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_payment_methods_method CHECK (method in ('card', 'bank', 'wallet', 'cash'))
);


CREATE TABLE payments (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    paid_at timestamp with time zone NOT NULL,
    status character varying(40) NOT NULL,
    method character varying(60),
    payment_method_ref character varying(200) COLLATE "C",
    invoice_ref character varying(200) COLLATE "C",
    refunded_amount_minor bigint,
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_payments PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_payments_status CHECK (status in ('pending', 'succeeded', 'failed', 'refunded', 'partially_refunded'))
);


CREATE TABLE relationships (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    from_customer_id uuid NOT NULL,
    to_customer_id uuid NOT NULL,
    relationship_type character varying(40) NOT NULL,
    notes character varying(4000),
    start_date date,
    end_date date,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    archived_with_customer_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_relationships PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_relationships_not_self CHECK (from_customer_id <> to_customer_id),
    CONSTRAINT ck_relationships_relationship_type CHECK (relationship_type in ('parent_child', 'partner', 'referral', 'reseller', 'subsidiary')),
    CONSTRAINT fk_relationships_from_customer_id FOREIGN KEY (organization_id, from_customer_id) REFERENCES customers (organization_id, id),
    CONSTRAINT fk_relationships_to_customer_id FOREIGN KEY (organization_id, to_customer_id) REFERENCES customers (organization_id, id)
);


CREATE TABLE segment_changes (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    segment_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    entered boolean NOT NULL,
    how character varying(40) NOT NULL,
    by_id uuid,
    at timestamp with time zone NOT NULL,
    reason character varying(400) NOT NULL,
    CONSTRAINT pk_segment_changes PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_segment_changes_how CHECK (how in ('manual', 'rule')),
    CONSTRAINT fk_segment_changes_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id),
    CONSTRAINT fk_segment_changes_segment_id FOREIGN KEY (organization_id, segment_id) REFERENCES segments (organization_id, id)
);


CREATE TABLE segment_members (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    segment_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    assigned_at timestamp with time zone NOT NULL,
    assigned_by_id uuid,
    how character varying(40) NOT NULL,
    CONSTRAINT pk_segment_members PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_segment_members_how CHECK (how in ('manual', 'rule')),
    CONSTRAINT fk_segment_members_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id),
    CONSTRAINT fk_segment_members_segment_id FOREIGN KEY (organization_id, segment_id) REFERENCES segments (organization_id, id)
);


CREATE TABLE service_visits (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    number character varying(60),
    vehicle_ref character varying(200) COLLATE "C",
    status character varying(40) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    completed_at timestamp with time zone,
    mileage integer,
    technician character varying(200),
    summary character varying(4000),
    total_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    next_due_at date,
    next_due_mileage integer,
    branch character varying(200),
    followed_at timestamp with time zone,
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_service_visits PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_service_visits_status CHECK (status in ('scheduled', 'in_progress', 'completed', 'cancelled'))
);


CREATE TABLE survey_responses (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    survey character varying(40) NOT NULL,
    score numeric(18,4) NOT NULL,
    comment character varying(4000),
    answered_at timestamp with time zone NOT NULL,
    ticket_ref character varying(200) COLLATE "C",
    service_visit_ref character varying(200) COLLATE "C",
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_survey_responses PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_survey_responses_survey CHECK (survey in ('csat', 'nps', 'ces'))
);


CREATE TABLE team_members (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role character varying(40) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_team_members PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_team_members_role CHECK (role in ('owner', 'csm', 'sales', 'support', 'executive_sponsor')),
    CONSTRAINT fk_team_members_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id),
    CONSTRAINT fk_team_members_user_id FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);


CREATE TABLE tickets (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    number character varying(60),
    subject character varying(500) NOT NULL,
    description text,
    status character varying(40) NOT NULL,
    priority character varying(40) NOT NULL,
    severity character varying(60),
    category character varying(100),
    is_complaint boolean NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    first_response_at timestamp with time zone,
    resolved_at timestamp with time zone,
    channel character varying(60),
    assigned_to character varying(200),
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_tickets PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_tickets_priority CHECK (priority in ('low', 'normal', 'high', 'urgent')),
    CONSTRAINT ck_tickets_status CHECK (status in ('open', 'pending', 'on_hold', 'resolved', 'closed'))
);


CREATE TABLE usage_metrics (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    date date NOT NULL,
    logins integer,
    feature_adoption_score numeric(18,4),
    support_tickets integer,
    training_completion_rate numeric(18,4),
    seats integer,
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_usage_metrics PRIMARY KEY (organization_id, id)
);


CREATE TABLE vehicles (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    vin character varying(40) COLLATE "C",
    plate character varying(40),
    make character varying(100) NOT NULL,
    model character varying(100) NOT NULL,
    year integer,
    fuel character varying(40),
    mileage integer,
    next_service_at date,
    next_service_mileage integer,
    inspection_due_at date,
    plate_key character varying(40) COLLATE "C" GENERATED ALWAYS AS (upper(replace(replace(replace(plate, ' ', ''), '-', ''), '.', ''))) STORED,
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_vehicles PRIMARY KEY (organization_id, id)
);


CREATE TABLE web_sessions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    started_at timestamp with time zone NOT NULL,
    duration_seconds integer,
    device character varying(40),
    source character varying(200),
    version integer NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    content_hash bigint NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_web_sessions PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_web_sessions_device CHECK (device in ('mobile', 'desktop', 'tablet'))
);


CREATE TABLE import_changes (
    organization_id uuid NOT NULL,
    import_id uuid NOT NULL,
    row bigint NOT NULL,
    customer_id uuid NOT NULL,
    change_json text NOT NULL,
    CONSTRAINT pk_import_changes PRIMARY KEY (organization_id, import_id, row, customer_id),
    CONSTRAINT fk_import_changes_import_id FOREIGN KEY (organization_id, import_id) REFERENCES imports (organization_id, id)
);


CREATE TABLE imported_facts (
    organization_id uuid NOT NULL,
    import_id uuid NOT NULL,
    row bigint NOT NULL,
    external_id character varying(200) COLLATE "C" NOT NULL,
    fact_id uuid,
    content_hash bigint,
    content text,
    CONSTRAINT pk_imported_facts PRIMARY KEY (organization_id, import_id, row),
    CONSTRAINT fk_imported_facts_import_id FOREIGN KEY (organization_id, import_id) REFERENCES imports (organization_id, id)
);


CREATE TABLE merge_moves (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    merge_id uuid NOT NULL,
    position integer NOT NULL,
    table_name character varying(60) NOT NULL,
    row_key character varying(200) NOT NULL,
    kind character varying(40) NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    CONSTRAINT pk_merge_moves PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_merge_moves_kind CHECK (kind in ('moved', 'removed', 'changed', 'added')),
    CONSTRAINT fk_merge_moves_merge_id FOREIGN KEY (organization_id, merge_id) REFERENCES merges (organization_id, id)
);


CREATE TABLE merged_customers (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    merge_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    CONSTRAINT pk_merged_customers PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_merged_customers_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id),
    CONSTRAINT fk_merged_customers_merge_id FOREIGN KEY (organization_id, merge_id) REFERENCES merges (organization_id, id)
);


CREATE TABLE personal_data_flags (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    relationship_id uuid,
    record_type character varying(40),
    record_id uuid,
    field character varying(80) NOT NULL,
    kinds character varying(100) NOT NULL,
    status character varying(40) NOT NULL,
    found_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decided_by_id uuid,
    version integer NOT NULL,
    CONSTRAINT pk_personal_data_flags PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_personal_data_flags_status CHECK (status in ('open', 'dismissed', 'redacted', 'cleared')),
    CONSTRAINT fk_personal_data_flags_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id),
    CONSTRAINT fk_personal_data_flags_decided_by_id FOREIGN KEY (organization_id, decided_by_id) REFERENCES users (organization_id, id),
    CONSTRAINT fk_personal_data_flags_relationship_id FOREIGN KEY (organization_id, relationship_id) REFERENCES relationships (organization_id, id)
);


CREATE TABLE driver_assignments (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    vehicle_id uuid NOT NULL,
    contact_id uuid,
    driver_id uuid,
    starts_on date NOT NULL,
    ends_on date,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_driver_assignments PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_driver_assignments_days CHECK (ends_on is null or ends_on >= starts_on),
    CONSTRAINT ck_driver_assignments_who CHECK ((contact_id is null) <> (driver_id is null)),
    CONSTRAINT fk_driver_assignments_contact_id FOREIGN KEY (organization_id, contact_id) REFERENCES contacts (organization_id, id),
    CONSTRAINT fk_driver_assignments_created_by_id FOREIGN KEY (organization_id, created_by_id) REFERENCES users (organization_id, id),
    CONSTRAINT fk_driver_assignments_driver_id FOREIGN KEY (organization_id, driver_id) REFERENCES customers (organization_id, id),
    CONSTRAINT fk_driver_assignments_vehicle_id FOREIGN KEY (organization_id, vehicle_id) REFERENCES vehicles (organization_id, id) ON DELETE CASCADE
);


CREATE INDEX ix_accounts_tax_id_index ON accounts (organization_id, tax_id_index);


CREATE INDEX ix_activities_assigned_to_id_status_due_date_id ON activities (organization_id, assigned_to_id, status, due_date, id);


CREATE INDEX ix_activities_completed_at_id ON activities (organization_id, completed_at, id);


CREATE INDEX ix_activities_customer_id_due_date_id ON activities (organization_id, customer_id, due_date, id);


CREATE INDEX ix_activities_due_date_id ON activities (organization_id, due_date, id);


CREATE INDEX ix_activities_status_due_date_id ON activities (organization_id, status, due_date, id);


CREATE INDEX ix_addresses_customer_id ON addresses (organization_id, customer_id);


CREATE UNIQUE INDEX ux_addresses_customer_id_address_type ON addresses (organization_id, customer_id, address_type) WHERE is_default = true and archived_at is null;


CREATE INDEX ix_api_keys_token_hash ON api_keys (organization_id, token_hash);


CREATE INDEX ix_api_keys_user_id ON api_keys (organization_id, user_id);


CREATE INDEX ix_appointments_customer_id_happened_at_id ON appointments (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_appointments_happened_at_id ON appointments (organization_id, happened_at, id);


CREATE INDEX ix_appointments_status_id ON appointments (organization_id, status, id);


CREATE UNIQUE INDEX ux_appointments_external_id ON appointments (organization_id, external_id);


CREATE INDEX ix_attachments_content_hash ON attachments (organization_id, content_hash);


CREATE INDEX ix_attachments_created_at_id ON attachments (organization_id, created_at, id);


CREATE INDEX ix_attachments_customer_id_created_at_id ON attachments (organization_id, customer_id, created_at, id);


CREATE INDEX ix_attachments_related_id ON attachments (organization_id, related_id);


CREATE UNIQUE INDEX ux_branches_name ON branches (organization_id, name);


CREATE INDEX ix_campaign_messages_customer_id_happened_at_id ON campaign_messages (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_campaign_messages_happened_at_id ON campaign_messages (organization_id, happened_at, id);


CREATE UNIQUE INDEX ux_campaign_messages_external_id ON campaign_messages (organization_id, external_id);


CREATE UNIQUE INDEX ux_campaigns_external_id ON campaigns (organization_id, external_id);


CREATE INDEX ix_contacts_customer_id ON contacts (organization_id, customer_id);


CREATE INDEX ix_contacts_email_key ON contacts (organization_id, email_key);


CREATE UNIQUE INDEX ux_contacts_customer_id_is_primary ON contacts (organization_id, customer_id, is_primary) WHERE is_primary = true and archived_at is null;


CREATE INDEX ix_custom_field_values_customer_id_field_id ON custom_field_values (organization_id, customer_id, field_id);


CREATE INDEX ix_custom_field_values_field_id_value_customer_id ON custom_field_values (organization_id, field_id, value, customer_id) WHERE length(value) <= 400;


CREATE UNIQUE INDEX ux_custom_fields_key ON custom_fields (organization_id, key);


CREATE INDEX ix_customer_summary_organization_id_last_purchase_at_customer_id ON customer_summary (organization_id, last_purchase_at, customer_id);


CREATE INDEX ix_customer_summary_organization_id_order_count_customer_id ON customer_summary (organization_id, order_count, customer_id);


CREATE INDEX ix_customer_summary_organization_id_spent_thousandths_customer_id ON customer_summary (organization_id, spent_thousandths, customer_id);


CREATE INDEX ix_customer_summary_organization_id_tier_customer_id ON customer_summary (organization_id, tier, customer_id) WHERE tier is not null;


CREATE INDEX ix_customer_tags_tag_id_customer_id ON customer_tags (organization_id, tag_id, customer_id);


CREATE UNIQUE INDEX ux_customer_tags_customer_id_tag_id ON customer_tags (organization_id, customer_id, tag_id);


CREATE INDEX ix_customers_archived_at_id ON customers (organization_id, archived_at, id) WHERE archived_at is not null;


CREATE INDEX ix_customers_branch_id_name_key_id ON customers (organization_id, branch_id, name_key, id);


CREATE INDEX ix_customers_created_at_id ON customers (organization_id, created_at, id) WHERE archived_at is null and merged_into_id is null;


CREATE INDEX ix_customers_merged_into_id ON customers (organization_id, merged_into_id) WHERE merged_into_id is not null;


CREATE INDEX ix_customers_name_key_id ON customers (organization_id, name_key, id) WHERE archived_at is null and merged_into_id is null;


CREATE INDEX ix_customers_name_key_id_archived_at ON customers (organization_id, name_key, id, archived_at) WHERE archived_at is not null and merged_into_id is null;


CREATE INDEX ix_customers_owner_id_status_name_key_id ON customers (organization_id, owner_id, status, name_key, id);


CREATE INDEX ix_customers_parent_id ON customers (organization_id, parent_id) WHERE parent_id is not null;


CREATE INDEX ix_customers_registered_on_id ON customers (organization_id, registered_on, id) WHERE archived_at is null and merged_into_id is null;


CREATE INDEX ix_customers_status_name_key_id ON customers (organization_id, status, name_key, id) WHERE archived_at is null and merged_into_id is null;


CREATE INDEX ix_customers_type_name_key_id ON customers (organization_id, type, name_key, id) WHERE archived_at is null and merged_into_id is null;


CREATE INDEX ix_customers_updated_at_id ON customers (organization_id, updated_at, id) WHERE archived_at is null and merged_into_id is null;


CREATE INDEX ix_driver_assignments_contact_id ON driver_assignments (organization_id, contact_id);


CREATE INDEX ix_driver_assignments_driver_id ON driver_assignments (organization_id, driver_id);


CREATE INDEX ix_driver_assignments_vehicle_id_starts_on ON driver_assignments (organization_id, vehicle_id, starts_on);


CREATE UNIQUE INDEX ux_driver_assignments_vehicle_id ON driver_assignments (organization_id, vehicle_id) WHERE ends_on is null;


CREATE INDEX ix_duplicate_pairs_high_id ON duplicate_pairs (organization_id, high_id);


CREATE INDEX ix_duplicate_pairs_status_probability_id ON duplicate_pairs (organization_id, status, probability, id);


CREATE UNIQUE INDEX ux_duplicate_pairs_low_id_high_id ON duplicate_pairs (organization_id, low_id, high_id);


CREATE UNIQUE INDEX ux_duplicate_settings_ ON duplicate_settings (organization_id);


CREATE UNIQUE INDEX ux_event_positions_organization_id_event_id ON event_positions (organization_id, event_id);


CREATE INDEX ix_events_occurred_at ON events (organization_id, occurred_at);


CREATE INDEX ix_events_subject_id_occurred_at ON events (organization_id, subject_id, occurred_at);


CREATE INDEX ix_external_ids_customer_id ON external_ids (organization_id, customer_id);


CREATE UNIQUE INDEX ux_external_ids_system_value ON external_ids (organization_id, system, value);


CREATE INDEX ix_fact_loads_loaded_at_id ON fact_loads (organization_id, loaded_at, id);


CREATE INDEX ix_import_rows_organization_id_import_id_result_row ON import_rows (organization_id, import_id, result, row);


CREATE INDEX ix_imports_created_at_id ON imports (organization_id, created_at, id);


CREATE UNIQUE INDEX ux_imports_content_hash_options_hash_repetition ON imports (organization_id, content_hash, options_hash, repetition);


CREATE INDEX ix_interaction_deletions_state_id ON interaction_deletions (organization_id, state, id);


CREATE INDEX ix_interactions_customer_id_happened_at_id ON interactions (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_interactions_happened_at_id ON interactions (organization_id, happened_at, id);


CREATE UNIQUE INDEX ux_interactions_external_id ON interactions (organization_id, external_id);


CREATE INDEX ix_invitations_token_hash ON invitations (organization_id, token_hash);


CREATE INDEX ix_invitations_user_id ON invitations (organization_id, user_id);


CREATE INDEX ix_invoices_customer_id_happened_at_id ON invoices (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_invoices_happened_at_id ON invoices (organization_id, happened_at, id);


CREATE INDEX ix_invoices_status_id ON invoices (organization_id, status, id);


CREATE UNIQUE INDEX ux_invoices_external_id ON invoices (organization_id, external_id);


CREATE INDEX ix_jobs_organization_id_kind ON jobs (organization_id, kind);


CREATE INDEX ix_jobs_state_run_at ON jobs (state, run_at);


CREATE INDEX ix_login_claims_user_id ON login_claims (user_id);


CREATE INDEX ix_login_passkeys_user_id ON login_passkeys (user_id);


CREATE INDEX ix_login_providers_user_id ON login_providers (user_id);


CREATE UNIQUE INDEX ux_logins_normalized_email ON logins (normalized_email);


CREATE UNIQUE INDEX ux_logins_normalized_user_name ON logins (normalized_user_name);


CREATE UNIQUE INDEX ux_loyalty_tiers_points ON loyalty_tiers (organization_id, points);


CREATE INDEX ix_loyalty_transactions_customer_id_happened_at_id ON loyalty_transactions (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_loyalty_transactions_happened_at_id ON loyalty_transactions (organization_id, happened_at, id);


CREATE UNIQUE INDEX ux_loyalty_transactions_external_id ON loyalty_transactions (organization_id, external_id);


CREATE INDEX ix_mass_merges_state_requested_at ON mass_merges (organization_id, state, requested_at);


CREATE INDEX ix_merge_moves_row_key ON merge_moves (organization_id, row_key);


CREATE UNIQUE INDEX ux_merge_moves_merge_id_position ON merge_moves (organization_id, merge_id, position);


CREATE INDEX ix_merged_customers_customer_id ON merged_customers (organization_id, customer_id);


CREATE INDEX ix_merged_customers_merge_id ON merged_customers (organization_id, merge_id);


CREATE INDEX ix_merges_survivor_id_id ON merges (organization_id, survivor_id, id);


CREATE INDEX ix_name_words_organization_id_customer_id ON name_words (organization_id, customer_id);


CREATE INDEX ix_notes_customer_id_happened_at_id ON notes (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_notes_happened_at_id ON notes (organization_id, happened_at, id);


CREATE INDEX ix_notes_is_pinned_happened_at_id ON notes (organization_id, is_pinned, happened_at, id);


CREATE UNIQUE INDEX ux_notes_external_id ON notes (organization_id, external_id);


CREATE INDEX ix_notifications_customer_id ON notifications (organization_id, customer_id);


CREATE INDEX ix_notifications_user_id_created_at_id ON notifications (organization_id, user_id, created_at, id);


CREATE UNIQUE INDEX ux_notifications_user_id_once_key ON notifications (organization_id, user_id, once_key);


CREATE INDEX ix_opportunities_customer_id_happened_at_id ON opportunities (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_opportunities_happened_at_id ON opportunities (organization_id, happened_at, id);


CREATE INDEX ix_opportunities_status_id ON opportunities (organization_id, status, id);


CREATE UNIQUE INDEX ux_opportunities_external_id ON opportunities (organization_id, external_id);


CREATE INDEX ix_orders_customer_id_happened_at_id ON orders (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_orders_happened_at_id ON orders (organization_id, happened_at, id);


CREATE INDEX ix_orders_number ON orders (organization_id, number);


CREATE UNIQUE INDEX ux_orders_external_id ON orders (organization_id, external_id);


CREATE UNIQUE INDEX ux_organizations_name_key ON organizations (name_key);


CREATE INDEX ix_payment_methods_customer_id_happened_at_id ON payment_methods (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_payment_methods_happened_at_id ON payment_methods (organization_id, happened_at, id);


CREATE UNIQUE INDEX ux_payment_methods_external_id ON payment_methods (organization_id, external_id);


CREATE INDEX ix_payments_customer_id_happened_at_id ON payments (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_payments_happened_at_id ON payments (organization_id, happened_at, id);


CREATE INDEX ix_payments_invoice_ref ON payments (organization_id, invoice_ref);


CREATE UNIQUE INDEX ux_payments_external_id ON payments (organization_id, external_id);


CREATE INDEX ix_personal_data_flags_customer_id_status ON personal_data_flags (organization_id, customer_id, status);


CREATE INDEX ix_personal_data_flags_relationship_id ON personal_data_flags (organization_id, relationship_id);


CREATE INDEX ix_personal_data_flags_status_id ON personal_data_flags (organization_id, status, id);


CREATE INDEX ix_product_fits_organization_id_make_key ON product_fits (organization_id, make_key);


CREATE INDEX ix_products_sku ON products (organization_id, sku);


CREATE UNIQUE INDEX ux_products_external_id ON products (organization_id, external_id);


CREATE INDEX ix_record_texts_organization_id_happened_at_id ON record_texts (organization_id, happened_at DESC, id DESC);


CREATE INDEX ix_relationships_to_customer_id ON relationships (organization_id, to_customer_id);


CREATE UNIQUE INDEX ux_relationships_from_customer_id_to_customer_id_relationship_type ON relationships (organization_id, from_customer_id, to_customer_id, relationship_type);


CREATE UNIQUE INDEX ux_roles_key ON roles (organization_id, key);


CREATE UNIQUE INDEX ux_sales_stages_position ON sales_stages (organization_id, position);


CREATE INDEX ix_saved_views_user_id ON saved_views (organization_id, user_id);


CREATE INDEX ix_score_runs_started_at ON score_runs (organization_id, started_at);


CREATE UNIQUE INDEX ux_score_runs_ ON score_runs (organization_id) WHERE finished_at is null;


CREATE INDEX ix_segment_changes_customer_id_segment_id_id ON segment_changes (organization_id, customer_id, segment_id, id);


CREATE INDEX ix_segment_changes_segment_id_id ON segment_changes (organization_id, segment_id, id);


CREATE UNIQUE INDEX ux_segment_export_parts_export_id_place ON segment_export_parts (organization_id, export_id, place);


CREATE INDEX ix_segment_exports_segment_id ON segment_exports (organization_id, segment_id);


CREATE INDEX ix_segment_members_customer_id ON segment_members (organization_id, customer_id);


CREATE UNIQUE INDEX ux_segment_members_segment_id_customer_id ON segment_members (organization_id, segment_id, customer_id);


CREATE UNIQUE INDEX ux_segments_name_key ON segments (organization_id, name_key);


CREATE UNIQUE INDEX ux_service_levels_priority ON service_levels (organization_id, priority);


CREATE INDEX ix_service_visits_customer_id_happened_at_id ON service_visits (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_service_visits_happened_at_id ON service_visits (organization_id, happened_at, id);


CREATE INDEX ix_service_visits_vehicle_ref_happened_at ON service_visits (organization_id, vehicle_ref, happened_at);


CREATE UNIQUE INDEX ux_service_visits_external_id ON service_visits (organization_id, external_id);


CREATE INDEX ix_sessions_refresh_hash ON sessions (organization_id, refresh_hash);


CREATE INDEX ix_sessions_token_hash ON sessions (organization_id, token_hash);


CREATE INDEX ix_sessions_user_id ON sessions (organization_id, user_id);


CREATE INDEX ix_stored_answers_created_at ON stored_answers (created_at);


CREATE INDEX ix_survey_responses_customer_id_happened_at_id ON survey_responses (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_survey_responses_happened_at_id ON survey_responses (organization_id, happened_at, id);


CREATE UNIQUE INDEX ux_survey_responses_external_id ON survey_responses (organization_id, external_id);


CREATE UNIQUE INDEX ux_tags_name_key ON tags (organization_id, name_key);


CREATE INDEX ix_team_members_user_id_customer_id ON team_members (organization_id, user_id, customer_id);


CREATE UNIQUE INDEX ux_team_members_customer_id_user_id ON team_members (organization_id, customer_id, user_id);


CREATE INDEX ix_tickets_customer_id_happened_at_id ON tickets (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_tickets_happened_at_id ON tickets (organization_id, happened_at, id);


CREATE INDEX ix_tickets_status_id ON tickets (organization_id, status, id);


CREATE UNIQUE INDEX ux_tickets_external_id ON tickets (organization_id, external_id);


CREATE INDEX ix_timeline_entries_customer_id_occurred_at_id ON timeline_entries (organization_id, customer_id, occurred_at DESC, id DESC);


CREATE INDEX ix_timeline_entries_customer_id_pinned_occurred_at_id ON timeline_entries (organization_id, customer_id, pinned, occurred_at DESC, id DESC) WHERE pinned = true;


CREATE INDEX ix_usage_metrics_customer_id_happened_at_id ON usage_metrics (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_usage_metrics_happened_at_id ON usage_metrics (organization_id, happened_at, id);


CREATE UNIQUE INDEX ux_usage_metrics_external_id ON usage_metrics (organization_id, external_id);


CREATE INDEX ix_user_roles_role_id ON user_roles (organization_id, role_id);


CREATE UNIQUE INDEX ux_user_roles_user_id_role_id ON user_roles (organization_id, user_id, role_id);


CREATE INDEX ix_users_branch_id ON users (organization_id, branch_id);


CREATE INDEX ix_users_manager_id ON users (organization_id, manager_id);


CREATE UNIQUE INDEX ux_users_email ON users (organization_id, email);


CREATE INDEX ix_vehicles_customer_id_happened_at_id ON vehicles (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_vehicles_happened_at_id ON vehicles (organization_id, happened_at, id);


CREATE INDEX ix_vehicles_plate_key ON vehicles (organization_id, plate_key);


CREATE INDEX ix_vehicles_vin ON vehicles (organization_id, vin);


CREATE UNIQUE INDEX ux_vehicles_external_id ON vehicles (organization_id, external_id);


CREATE INDEX ix_waiting_facts_waits_for ON waiting_facts (organization_id, waits_for);


CREATE UNIQUE INDEX ux_waiting_facts_type_external_id ON waiting_facts (organization_id, type, external_id);


CREATE INDEX ix_web_sessions_customer_id_happened_at_id ON web_sessions (organization_id, customer_id, happened_at, id);


CREATE INDEX ix_web_sessions_happened_at_id ON web_sessions (organization_id, happened_at, id);


CREATE UNIQUE INDEX ux_web_sessions_external_id ON web_sessions (organization_id, external_id);
