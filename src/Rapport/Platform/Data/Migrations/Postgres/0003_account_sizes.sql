-- An account's size is one of five words. What else was stored moves to a custom field, where it can be read, searched and edited.
update accounts set size = null where trim(size) = '';

update accounts set size = lower(trim(size))
where lower(trim(size)) in ('startup', 'small', 'medium', 'large', 'enterprise') and size <> lower(trim(size));

insert into custom_fields (organization_id, id, key, label, type, options_json, is_required, position, created_at, version)
select o.id, gen_random_uuid(), 'size_as_written', 'Size as written', 'text', '[]', false,
  (select coalesce(max(f.position), 0) + 1 from custom_fields f where f.organization_id = o.id),
  now(), 1
from organizations o
where exists (
    select 1 from accounts a
    where a.organization_id = o.id and a.size not in ('startup', 'small', 'medium', 'large', 'enterprise'))
  and not exists (select 1 from custom_fields f where f.organization_id = o.id and f.key = 'size_as_written');

insert into custom_field_values (organization_id, id, customer_id, field_id, value)
select a.organization_id, gen_random_uuid(), a.id, f.id, trim(a.size)
from accounts a
join custom_fields f on f.organization_id = a.organization_id and f.key = 'size_as_written'
where a.size not in ('startup', 'small', 'medium', 'large', 'enterprise');

update accounts set size = null where size not in ('startup', 'small', 'medium', 'large', 'enterprise');
