-- Stages of customers, with what each organization begins with.
CREATE TABLE lifecycle_stages (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name character varying(100) NOT NULL,
    name_key character varying(100) NOT NULL,
    display_order integer NOT NULL,
    category character varying(40) NOT NULL,
    system_key character varying(40),
    color character varying(7),
    description character varying(2000),
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_lifecycle_stages PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_lifecycle_stages_category CHECK (category in ('pre_customer', 'customer', 'post_customer')),
    CONSTRAINT ck_lifecycle_stages_system_key CHECK (system_key in ('lead', 'prospect', 'opportunity', 'customer', 'at_risk', 'churned', 'won_back')),
    CONSTRAINT fk_lifecycle_stages_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);

CREATE TABLE stage_moves (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    from_stage_id uuid NOT NULL,
    to_stage_id uuid NOT NULL,
    needs_approval boolean NOT NULL,
    CONSTRAINT pk_stage_moves PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_stage_moves_from_stage_id FOREIGN KEY (organization_id, from_stage_id) REFERENCES lifecycle_stages (organization_id, id),
    CONSTRAINT fk_stage_moves_to_stage_id FOREIGN KEY (organization_id, to_stage_id) REFERENCES lifecycle_stages (organization_id, id)
);

CREATE TABLE customer_lifecycles (
    organization_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    current_stage_id uuid NOT NULL,
    previous_stage_id uuid,
    entered_stage_at timestamp with time zone NOT NULL,
    purchases_at_entry integer NOT NULL,
    rules_held_until timestamp with time zone,
    won_back_at timestamp with time zone,
    is_inactive boolean NOT NULL,
    onboarding_expected boolean NOT NULL,
    high_risk_rechurn boolean NOT NULL,
    version integer NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_customer_lifecycles PRIMARY KEY (organization_id, customer_id),
    CONSTRAINT fk_customer_lifecycles_current_stage_id FOREIGN KEY (organization_id,
        current_stage_id) REFERENCES lifecycle_stages (organization_id, id),
    CONSTRAINT fk_customer_lifecycles_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id,
        id) ON DELETE CASCADE
);

CREATE TABLE stage_changes (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    from_stage_id uuid,
    to_stage_id uuid NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by_id uuid,
    approved_by_id uuid,
    trigger character varying(40) NOT NULL,
    reason character varying(500),
    reason_sealed bytea,
    seconds_before bigint,
    CONSTRAINT pk_stage_changes PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_stage_changes_trigger CHECK (trigger in ('manual', 'rule', 'api', 'system')),
    CONSTRAINT fk_stage_changes_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id,
        id) ON DELETE CASCADE
);

CREATE TABLE stage_move_requests (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    from_stage_id uuid NOT NULL,
    to_stage_id uuid NOT NULL,
    reason character varying(500),
    trigger character varying(40) NOT NULL,
    state character varying(40) NOT NULL,
    requested_by_id uuid,
    requested_at timestamp with time zone NOT NULL,
    decided_by_id uuid,
    decided_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_stage_move_requests PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_stage_move_requests_state CHECK (state in ('waiting', 'approved', 'refused', 'withdrawn', 'outdated')),
    CONSTRAINT ck_stage_move_requests_trigger CHECK (trigger in ('manual', 'rule', 'api', 'system')),
    CONSTRAINT fk_stage_move_requests_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id,
        id) ON DELETE CASCADE,
    CONSTRAINT fk_stage_move_requests_decided_by_id FOREIGN KEY (organization_id, decided_by_id) REFERENCES users (organization_id, id),
    CONSTRAINT fk_stage_move_requests_from_stage_id FOREIGN KEY (organization_id,
        from_stage_id) REFERENCES lifecycle_stages (organization_id, id),
    CONSTRAINT fk_stage_move_requests_requested_by_id FOREIGN KEY (organization_id, requested_by_id) REFERENCES users (organization_id, id),
    CONSTRAINT fk_stage_move_requests_to_stage_id FOREIGN KEY (organization_id,
        to_stage_id) REFERENCES lifecycle_stages (organization_id, id)
);

CREATE TABLE stage_rules (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name character varying(100) NOT NULL,
    condition character varying(40) NOT NULL,
    mode character varying(40) NOT NULL,
    to_stage_id uuid NOT NULL,
    threshold integer,
    position integer NOT NULL,
    is_held_off boolean NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_stage_rules PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_stage_rules_condition CHECK (condition in ('first_purchase', 'deal_won', 'purchase_while_churned', 'second_purchase', 'days_in_stage', 'health_below', 'health_above', 'purchases_stopped', 'contract_ended')),
    CONSTRAINT ck_stage_rules_mode CHECK (mode in ('off', 'suggest', 'automatic')),
    CONSTRAINT fk_stage_rules_to_stage_id FOREIGN KEY (organization_id, to_stage_id) REFERENCES lifecycle_stages (organization_id, id)
);

CREATE TABLE stage_suggestions (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    rule_id uuid,
    from_stage_id uuid NOT NULL,
    to_stage_id uuid NOT NULL,
    reason character varying(500) NOT NULL,
    state character varying(40) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    decided_by_id uuid,
    decided_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_stage_suggestions PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_stage_suggestions_state CHECK (state in ('open', 'accepted', 'dismissed', 'outdated')),
    CONSTRAINT fk_stage_suggestions_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id,
        id) ON DELETE CASCADE,
    CONSTRAINT fk_stage_suggestions_decided_by_id FOREIGN KEY (organization_id, decided_by_id) REFERENCES users (organization_id, id),
    CONSTRAINT fk_stage_suggestions_from_stage_id FOREIGN KEY (organization_id,
        from_stage_id) REFERENCES lifecycle_stages (organization_id, id),
    CONSTRAINT fk_stage_suggestions_rule_id FOREIGN KEY (organization_id, rule_id) REFERENCES stage_rules (organization_id, id),
    CONSTRAINT fk_stage_suggestions_to_stage_id FOREIGN KEY (organization_id, to_stage_id) REFERENCES lifecycle_stages (organization_id, id)
);

CREATE TABLE lifecycle_settings (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    hold_off_days integer NOT NULL,
    rechurn_days integer NOT NULL,
    renewal_days integer NOT NULL,
    creates_opportunity boolean NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_lifecycle_settings PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_lifecycle_settings_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);

CREATE TABLE stage_reports (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    counts_json text NOT NULL,
    corrected integer NOT NULL,
    kept integer NOT NULL,
    CONSTRAINT pk_stage_reports PRIMARY KEY (organization_id, id),
    CONSTRAINT fk_stage_reports_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);

CREATE TABLE milestones (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    type character varying(40) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    note character varying(500),
    is_from_facts boolean NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_milestones PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_milestones_type CHECK (type in ('first_contact', 'first_purchase', 'onboarding_complete', 'renewal', 'upsell', 'referral_made', 'support_escalation', 'churn_signal', 'win_back')),
    CONSTRAINT fk_milestones_created_by_id FOREIGN KEY (organization_id, created_by_id) REFERENCES users (organization_id, id),
    CONSTRAINT fk_milestones_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id,
        id) ON DELETE CASCADE
);

CREATE INDEX ix_customer_lifecycles_organization_id_current_stage_id_customer_id ON customer_lifecycles (organization_id,
        current_stage_id, customer_id);
CREATE INDEX ix_customer_lifecycles_organization_id_entered_stage_at ON customer_lifecycles (organization_id,
        entered_stage_at);
CREATE UNIQUE INDEX ux_lifecycle_stages_name_key ON lifecycle_stages (organization_id, name_key) WHERE deleted_at is null;
CREATE UNIQUE INDEX ux_lifecycle_stages_system_key ON lifecycle_stages (organization_id, system_key);
CREATE INDEX ix_milestones_type_occurred_at ON milestones (organization_id, type, occurred_at);
CREATE UNIQUE INDEX ux_milestones_customer_id_type ON milestones (organization_id, customer_id, type);
CREATE INDEX ix_stage_changes_customer_id_changed_at_id ON stage_changes (organization_id, customer_id, changed_at DESC, id DESC);
CREATE INDEX ix_stage_changes_from_stage_id ON stage_changes (organization_id, from_stage_id);
CREATE INDEX ix_stage_changes_to_stage_id_changed_at ON stage_changes (organization_id, to_stage_id, changed_at);
CREATE INDEX ix_stage_move_requests_from_stage_id ON stage_move_requests (organization_id, from_stage_id);
CREATE INDEX ix_stage_move_requests_state_id ON stage_move_requests (organization_id, state, id);
CREATE INDEX ix_stage_move_requests_to_stage_id ON stage_move_requests (organization_id, to_stage_id);
CREATE UNIQUE INDEX ux_stage_move_requests_customer_id ON stage_move_requests (organization_id, customer_id) WHERE state = 'waiting';
CREATE INDEX ix_stage_moves_to_stage_id ON stage_moves (organization_id, to_stage_id);
CREATE UNIQUE INDEX ux_stage_moves_from_stage_id_to_stage_id ON stage_moves (organization_id, from_stage_id, to_stage_id);
CREATE INDEX ix_stage_rules_to_stage_id ON stage_rules (organization_id, to_stage_id);
CREATE UNIQUE INDEX ux_stage_rules_condition ON stage_rules (organization_id, condition);
CREATE INDEX ix_stage_suggestions_from_stage_id ON stage_suggestions (organization_id, from_stage_id);
CREATE INDEX ix_stage_suggestions_rule_id ON stage_suggestions (organization_id, rule_id);
CREATE INDEX ix_stage_suggestions_state_id ON stage_suggestions (organization_id, state, id);
CREATE INDEX ix_stage_suggestions_to_stage_id ON stage_suggestions (organization_id, to_stage_id);
CREATE INDEX ix_stage_suggestions_customer_id_rule_id ON stage_suggestions (organization_id, customer_id, rule_id);
CREATE UNIQUE INDEX ux_stage_suggestions_customer_id ON stage_suggestions (organization_id, customer_id) WHERE state = 'open';

insert into lifecycle_stages (organization_id, id, version, name, name_key, display_order, category, system_key, color, is_active, created_at)
select o.id, gen_random_uuid(), 1, s.name, s.name_key, s.place, s.category, s.system_key, s.color, true, now()
from organizations o cross join (
  select 'Lead' as name, 'lead' as name_key, 1 as place, 'pre_customer' as category, 'lead' as system_key, '#94a3b8' as color union all
  select 'Prospect', 'prospect', 2, 'pre_customer', 'prospect', '#64748b' union all
  select 'Opportunity', 'opportunity', 3, 'pre_customer', 'opportunity', '#2563eb' union all
  select 'Customer', 'customer', 4, 'customer', 'customer', '#15803d' union all
  select 'At Risk', 'at risk', 5, 'customer', 'at_risk', '#b45309' union all
  select 'Churned', 'churned', 6, 'post_customer', 'churned', '#b91c1c' union all
  select 'Won Back', 'won back', 7, 'customer', 'won_back', '#0f766e') s;

insert into stage_moves (organization_id, id, from_stage_id, to_stage_id, needs_approval)
select f.organization_id, gen_random_uuid(), f.id, t.id, false
from lifecycle_stages f join lifecycle_stages t on t.organization_id = f.organization_id join (
  select 'lead' as from_key, 'prospect' as to_key union all
  select 'lead', 'churned' union all
  select 'prospect', 'opportunity' union all
  select 'prospect', 'lead' union all
  select 'prospect', 'churned' union all
  select 'opportunity', 'customer' union all
  select 'opportunity', 'prospect' union all
  select 'opportunity', 'churned' union all
  select 'customer', 'at_risk' union all
  select 'customer', 'churned' union all
  select 'at_risk', 'customer' union all
  select 'at_risk', 'churned' union all
  select 'churned', 'won_back' union all
  select 'won_back', 'customer' union all
  select 'won_back', 'churned') m on m.from_key = f.system_key and m.to_key = t.system_key;

insert into stage_rules (organization_id, id, version, name, condition, mode, to_stage_id, threshold, position, is_held_off)
select t.organization_id, gen_random_uuid(), 1, r.name, r.condition, r.mode, t.id, r.threshold, r.position, r.is_held_off
from lifecycle_stages t join (
  select 'First purchase' as name, 'first_purchase' as condition, 'automatic' as mode, 'customer' as to_key, null::integer as threshold, 1 as position, false as is_held_off union all
  select 'Deal won', 'deal_won', 'automatic', 'customer', null, 2, false union all
  select 'Purchase after churn', 'purchase_while_churned', 'automatic', 'won_back', null, 3, false union all
  select 'Second purchase after win-back', 'second_purchase', 'automatic', 'customer', null, 4, false union all
  select 'Time since win-back', 'days_in_stage', 'automatic', 'customer', 90, 5, true union all
  select 'Low health or high churn risk', 'health_below', 'suggest', 'at_risk', 40, 6, true union all
  select 'Health recovered', 'health_above', 'suggest', 'customer', 50, 7, true union all
  select 'Purchases stopped', 'purchases_stopped', 'suggest', 'churned', 3, 8, true union all
  select 'Contract ended', 'contract_ended', 'suggest', 'churned', 0, 9, true) r
  on r.to_key = t.system_key;

insert into lifecycle_settings (organization_id, id, version, hold_off_days, rechurn_days, renewal_days, creates_opportunity)
select o.id, gen_random_uuid(), 1, 30, 180, 90, false from organizations o;

-- The built-in roles learn the new permissions, each as far as it reaches customers.
update roles set grants_json = (grants_json::jsonb || jsonb_build_object('lifecycle.move', grants_json::jsonb -> 'customers.write'))::text
where is_built_in and grants_json::jsonb ? 'customers.write';
update roles set grants_json = (grants_json::jsonb || jsonb_build_object('lifecycle.override', grants_json::jsonb -> 'customers.merge'))::text
where is_built_in and grants_json::jsonb ? 'customers.merge';
update roles set grants_json = (grants_json::jsonb || '{"lifecycle.configure": "all"}')::text
where is_built_in and grants_json::jsonb ? 'settings.manage';

-- Customers that were here before get their stages from status and facts.
insert into jobs (id, organization_id, kind, arguments, state, run_at, attempts)
select gen_random_uuid(), o.id, 'give_first_stages', '{}', 'waiting', now(), 0 from organizations o;

-- The history of a customer who exists is never rewritten; it goes with a customer who goes, as when an import is undone.
create function keep_stage_changes() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and not exists (select 1 from customers where organization_id = old.organization_id and id = old.customer_id) then
    return old;
  end if;
  raise exception 'The stage history is append-only.' using errcode = 'insufficient_privilege';
end $$;

create trigger stage_changes_append_only before update or delete on stage_changes for each row execute function keep_stage_changes();
create trigger stage_changes_no_truncate before truncate on stage_changes for each statement execute function refuse_change();
