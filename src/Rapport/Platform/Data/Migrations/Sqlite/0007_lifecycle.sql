-- Stages of customers, with what each organization begins with.
CREATE TABLE "lifecycle_stages" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "display_order" INTEGER NOT NULL,
    "category" TEXT NOT NULL,
    "system_key" TEXT NULL,
    "color" TEXT NULL,
    "description" TEXT NULL,
    "is_active" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "deleted_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_lifecycle_stages" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_lifecycle_stages_category" CHECK (category in ('pre_customer', 'customer', 'post_customer')),
    CONSTRAINT "ck_lifecycle_stages_system_key" CHECK (system_key in ('lead', 'prospect', 'opportunity', 'customer', 'at_risk', 'churned', 'won_back')),
    CONSTRAINT "fk_lifecycle_stages_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);

CREATE TABLE "stage_moves" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "from_stage_id" BLOB NOT NULL,
    "to_stage_id" BLOB NOT NULL,
    "needs_approval" INTEGER NOT NULL,
    CONSTRAINT "pk_stage_moves" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_stage_moves_from_stage_id" FOREIGN KEY ("organization_id",
        "from_stage_id") REFERENCES "lifecycle_stages" ("organization_id", "id"),
    CONSTRAINT "fk_stage_moves_to_stage_id" FOREIGN KEY ("organization_id",
        "to_stage_id") REFERENCES "lifecycle_stages" ("organization_id", "id")
);

CREATE TABLE "customer_lifecycles" (
    "organization_id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "current_stage_id" BLOB NOT NULL,
    "previous_stage_id" BLOB NULL,
    "entered_stage_at" TEXT NOT NULL,
    "purchases_at_entry" INTEGER NOT NULL,
    "rules_held_until" TEXT NULL,
    "won_back_at" TEXT NULL,
    "is_inactive" INTEGER NOT NULL,
    "onboarding_expected" INTEGER NOT NULL,
    "high_risk_rechurn" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "updated_at" TEXT NOT NULL,
    CONSTRAINT "pk_customer_lifecycles" PRIMARY KEY ("organization_id", "customer_id"),
    CONSTRAINT "fk_customer_lifecycles_current_stage_id" FOREIGN KEY ("organization_id",
        "current_stage_id") REFERENCES "lifecycle_stages" ("organization_id", "id"),
    CONSTRAINT "fk_customer_lifecycles_customer_id" FOREIGN KEY ("organization_id",
        "customer_id") REFERENCES "customers" ("organization_id", "id") ON DELETE CASCADE
);

CREATE TABLE "stage_changes" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "from_stage_id" BLOB NULL,
    "to_stage_id" BLOB NOT NULL,
    "changed_at" TEXT NOT NULL,
    "changed_by_id" BLOB NULL,
    "approved_by_id" BLOB NULL,
    "trigger" TEXT NOT NULL,
    "reason" TEXT NULL,
    "reason_sealed" BLOB NULL,
    "seconds_before" INTEGER NULL,
    CONSTRAINT "pk_stage_changes" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_stage_changes_trigger" CHECK (trigger in ('manual', 'rule', 'api', 'system')),
    CONSTRAINT "fk_stage_changes_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id",
        "id") ON DELETE CASCADE
);

CREATE TABLE "stage_move_requests" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "from_stage_id" BLOB NOT NULL,
    "to_stage_id" BLOB NOT NULL,
    "reason" TEXT NULL,
    "trigger" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "requested_by_id" BLOB NULL,
    "requested_at" TEXT NOT NULL,
    "decided_by_id" BLOB NULL,
    "decided_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_stage_move_requests" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_stage_move_requests_state" CHECK (state in ('waiting', 'approved', 'refused', 'withdrawn', 'outdated')),
    CONSTRAINT "ck_stage_move_requests_trigger" CHECK (trigger in ('manual', 'rule', 'api', 'system')),
    CONSTRAINT "fk_stage_move_requests_customer_id" FOREIGN KEY ("organization_id",
        "customer_id") REFERENCES "customers" ("organization_id", "id") ON DELETE CASCADE,
    CONSTRAINT "fk_stage_move_requests_decided_by_id" FOREIGN KEY ("organization_id",
        "decided_by_id") REFERENCES "users" ("organization_id", "id"),
    CONSTRAINT "fk_stage_move_requests_from_stage_id" FOREIGN KEY ("organization_id",
        "from_stage_id") REFERENCES "lifecycle_stages" ("organization_id", "id"),
    CONSTRAINT "fk_stage_move_requests_requested_by_id" FOREIGN KEY ("organization_id",
        "requested_by_id") REFERENCES "users" ("organization_id", "id"),
    CONSTRAINT "fk_stage_move_requests_to_stage_id" FOREIGN KEY ("organization_id",
        "to_stage_id") REFERENCES "lifecycle_stages" ("organization_id", "id")
);

CREATE TABLE "stage_rules" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "condition" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "to_stage_id" BLOB NOT NULL,
    "threshold" INTEGER NULL,
    "position" INTEGER NOT NULL,
    "is_held_off" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_stage_rules" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_stage_rules_condition" CHECK (condition in ('first_purchase', 'deal_won', 'purchase_while_churned', 'second_purchase', 'days_in_stage', 'health_below', 'health_above', 'purchases_stopped', 'contract_ended')),
    CONSTRAINT "ck_stage_rules_mode" CHECK (mode in ('off', 'suggest', 'automatic')),
    CONSTRAINT "fk_stage_rules_to_stage_id" FOREIGN KEY ("organization_id",
        "to_stage_id") REFERENCES "lifecycle_stages" ("organization_id", "id")
);

CREATE TABLE "stage_suggestions" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "rule_id" BLOB NULL,
    "from_stage_id" BLOB NOT NULL,
    "to_stage_id" BLOB NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "made_at" TEXT NOT NULL,
    "decided_by_id" BLOB NULL,
    "decided_at" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_stage_suggestions" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_stage_suggestions_state" CHECK (state in ('open', 'accepted', 'dismissed', 'outdated')),
    CONSTRAINT "fk_stage_suggestions_customer_id" FOREIGN KEY ("organization_id",
        "customer_id") REFERENCES "customers" ("organization_id", "id") ON DELETE CASCADE,
    CONSTRAINT "fk_stage_suggestions_decided_by_id" FOREIGN KEY ("organization_id",
        "decided_by_id") REFERENCES "users" ("organization_id", "id"),
    CONSTRAINT "fk_stage_suggestions_from_stage_id" FOREIGN KEY ("organization_id",
        "from_stage_id") REFERENCES "lifecycle_stages" ("organization_id", "id"),
    CONSTRAINT "fk_stage_suggestions_rule_id" FOREIGN KEY ("organization_id", "rule_id") REFERENCES "stage_rules" ("organization_id", "id"),
    CONSTRAINT "fk_stage_suggestions_to_stage_id" FOREIGN KEY ("organization_id",
        "to_stage_id") REFERENCES "lifecycle_stages" ("organization_id", "id")
);

CREATE TABLE "lifecycle_settings" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "hold_off_days" INTEGER NOT NULL,
    "rechurn_days" INTEGER NOT NULL,
    "renewal_days" INTEGER NOT NULL,
    "creates_opportunity" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_lifecycle_settings" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_lifecycle_settings_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);

CREATE TABLE "stage_reports" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "started_at" TEXT NOT NULL,
    "finished_at" TEXT NULL,
    "counts_json" TEXT NOT NULL,
    "corrected" INTEGER NOT NULL,
    "kept" INTEGER NOT NULL,
    CONSTRAINT "pk_stage_reports" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "fk_stage_reports_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);

CREATE TABLE "milestones" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "customer_id" BLOB NOT NULL,
    "type" TEXT NOT NULL,
    "occurred_at" TEXT NOT NULL,
    "note" TEXT NULL,
    "is_from_facts" INTEGER NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    CONSTRAINT "pk_milestones" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_milestones_type" CHECK (type in ('first_contact', 'first_purchase', 'onboarding_complete', 'renewal', 'upsell', 'referral_made', 'support_escalation', 'churn_signal', 'win_back')),
    CONSTRAINT "fk_milestones_created_by_id" FOREIGN KEY ("organization_id", "created_by_id") REFERENCES "users" ("organization_id", "id"),
    CONSTRAINT "fk_milestones_customer_id" FOREIGN KEY ("organization_id", "customer_id") REFERENCES "customers" ("organization_id",
        "id") ON DELETE CASCADE
);

CREATE INDEX "ix_customer_lifecycles_organization_id_current_stage_id_customer_id" ON "customer_lifecycles" ("organization_id",
        "current_stage_id", "customer_id");
CREATE INDEX "ix_customer_lifecycles_organization_id_entered_stage_at" ON "customer_lifecycles" ("organization_id",
        "entered_stage_at");
CREATE UNIQUE INDEX "ux_lifecycle_stages_name_key" ON "lifecycle_stages" ("organization_id", "name_key") WHERE deleted_at is null;
CREATE UNIQUE INDEX "ux_lifecycle_stages_system_key" ON "lifecycle_stages" ("organization_id", "system_key");
CREATE INDEX "ix_milestones_type_occurred_at" ON "milestones" ("organization_id", "type", "occurred_at");
CREATE UNIQUE INDEX "ux_milestones_customer_id_type" ON "milestones" ("organization_id", "customer_id", "type");
CREATE INDEX "ix_stage_changes_customer_id_changed_at_id" ON "stage_changes" ("organization_id", "customer_id", "changed_at" DESC,
        "id" DESC);
CREATE INDEX "ix_stage_changes_from_stage_id" ON "stage_changes" ("organization_id", "from_stage_id");
CREATE INDEX "ix_stage_changes_to_stage_id_changed_at" ON "stage_changes" ("organization_id", "to_stage_id", "changed_at");
CREATE INDEX "ix_stage_move_requests_from_stage_id" ON "stage_move_requests" ("organization_id", "from_stage_id");
CREATE INDEX "ix_stage_move_requests_state_id" ON "stage_move_requests" ("organization_id", "state", "id");
CREATE INDEX "ix_stage_move_requests_to_stage_id" ON "stage_move_requests" ("organization_id", "to_stage_id");
CREATE UNIQUE INDEX "ux_stage_move_requests_customer_id" ON "stage_move_requests" ("organization_id",
        "customer_id") WHERE state = 'waiting';
CREATE INDEX "ix_stage_moves_to_stage_id" ON "stage_moves" ("organization_id", "to_stage_id");
CREATE UNIQUE INDEX "ux_stage_moves_from_stage_id_to_stage_id" ON "stage_moves" ("organization_id", "from_stage_id", "to_stage_id");
CREATE INDEX "ix_stage_rules_to_stage_id" ON "stage_rules" ("organization_id", "to_stage_id");
CREATE UNIQUE INDEX "ux_stage_rules_condition" ON "stage_rules" ("organization_id", "condition");
CREATE INDEX "ix_stage_suggestions_from_stage_id" ON "stage_suggestions" ("organization_id", "from_stage_id");
CREATE INDEX "ix_stage_suggestions_rule_id" ON "stage_suggestions" ("organization_id", "rule_id");
CREATE INDEX "ix_stage_suggestions_state_id" ON "stage_suggestions" ("organization_id", "state", "id");
CREATE INDEX "ix_stage_suggestions_to_stage_id" ON "stage_suggestions" ("organization_id", "to_stage_id");
CREATE INDEX "ix_stage_suggestions_customer_id_rule_id" ON "stage_suggestions" ("organization_id", "customer_id", "rule_id");
CREATE UNIQUE INDEX "ux_stage_suggestions_customer_id" ON "stage_suggestions" ("organization_id", "customer_id") WHERE state = 'open';

insert into lifecycle_stages (organization_id, id, version, name, name_key, display_order, category, system_key, color, is_active, created_at)
select o.id, randomblob(16), 1, s.name, s.name_key, s.place, s.category, s.system_key, s.color, 1, strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')
from organizations o cross join (
  select 'Lead' as name, 'lead' as name_key, 1 as place, 'pre_customer' as category, 'lead' as system_key, '#94a3b8' as color union all
  select 'Prospect', 'prospect', 2, 'pre_customer', 'prospect', '#64748b' union all
  select 'Opportunity', 'opportunity', 3, 'pre_customer', 'opportunity', '#2563eb' union all
  select 'Customer', 'customer', 4, 'customer', 'customer', '#15803d' union all
  select 'At Risk', 'at risk', 5, 'customer', 'at_risk', '#b45309' union all
  select 'Churned', 'churned', 6, 'post_customer', 'churned', '#b91c1c' union all
  select 'Won Back', 'won back', 7, 'customer', 'won_back', '#0f766e') s;

insert into stage_moves (organization_id, id, from_stage_id, to_stage_id, needs_approval)
select f.organization_id, randomblob(16), f.id, t.id, 0
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
select t.organization_id, randomblob(16), 1, r.name, r.condition, r.mode, t.id, r.threshold, r.position, r.is_held_off
from lifecycle_stages t join (
  select 'First purchase' as name, 'first_purchase' as condition, 'automatic' as mode, 'customer' as to_key, null as threshold, 1 as position, 0 as is_held_off union all
  select 'Deal won', 'deal_won', 'automatic', 'customer', null, 2, 0 union all
  select 'Purchase after churn', 'purchase_while_churned', 'automatic', 'won_back', null, 3, 0 union all
  select 'Second purchase after win-back', 'second_purchase', 'automatic', 'customer', null, 4, 0 union all
  select 'Time since win-back', 'days_in_stage', 'automatic', 'customer', 90, 5, 1 union all
  select 'Low health or high churn risk', 'health_below', 'suggest', 'at_risk', 40, 6, 1 union all
  select 'Health recovered', 'health_above', 'suggest', 'customer', 50, 7, 1 union all
  select 'Purchases stopped', 'purchases_stopped', 'suggest', 'churned', 3, 8, 1 union all
  select 'Contract ended', 'contract_ended', 'suggest', 'churned', 0, 9, 1) r
  on r.to_key = t.system_key;

insert into lifecycle_settings (organization_id, id, version, hold_off_days, rechurn_days, renewal_days, creates_opportunity)
select o.id, randomblob(16), 1, 30, 180, 90, 0 from organizations o;

-- The built-in roles learn the new permissions, each as far as it reaches customers.
update roles set grants_json = json_set(grants_json, '$."lifecycle.move"', json_extract(grants_json, '$."customers.write"'))
where is_built_in = 1 and json_extract(grants_json, '$."customers.write"') is not null;
update roles set grants_json = json_set(grants_json, '$."lifecycle.override"', json_extract(grants_json, '$."customers.merge"'))
where is_built_in = 1 and json_extract(grants_json, '$."customers.merge"') is not null;
update roles set grants_json = json_set(grants_json, '$."lifecycle.configure"', 'all')
where is_built_in = 1 and json_extract(grants_json, '$."settings.manage"') is not null;

-- Customers that were here before get their stages from status and facts.
insert into jobs (id, organization_id, kind, arguments, state, run_at, attempts)
select randomblob(16), o.id, 'give_first_stages', '{}', 'waiting', strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'), 0 from organizations o;

-- The history of a customer who exists is never rewritten; it goes with a customer who goes, as when an import is undone.
create trigger stage_changes_no_update before update on stage_changes
begin select raise(abort, 'The stage history is append-only.'); end;
create trigger stage_changes_no_delete before delete on stage_changes
when exists (select 1 from customers where organization_id = old.organization_id and id = old.customer_id)
begin select raise(abort, 'The stage history is append-only.'); end;
create trigger stage_changes_no_replace before insert on stage_changes
when exists (select 1 from stage_changes where organization_id = new.organization_id and id = new.id)
  or exists (select 1 from stage_changes where rowid = new.rowid)
begin select raise(abort, 'The stage history is append-only.'); end;
