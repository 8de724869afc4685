/** Conditions on table a. */
const conditions: readonly string[] = [
  "a.k = 'k1'",
  'a.n > 3',
  'a.n in (1,2,3)',
  "a.k in ('k1','k2','k3')",
  "not (a.n = 3 or a.k='k2')",
  'a.n is null',
  "(a.n is null or a.k = 'k1')",
  'coalesce(a.n,0)=0',
  "a.ts >= timestamptz '2026-01-10'",
  'a.s.x = 2',
  "list_contains(a.tags,'x1')",
  "'x2' = any(a.tags)",
  'a.n between 2 and 5',
  "a.k like 'k%' and a.k > 'k2'",
  '(a.n = 1) is not true',
  'a.n + 1 = 4',
  "case when a.n>3 then a.k='k1' else a.k='k2' end",
  "a.k <> 'k1'",
  'a.n is distinct from 3',
  'a.n not in (1,2)',
  'a.k = (select max(k) from b)',
  'exists(select 1 from b b2 where b2.k=a.k and b2.d>8)',
  'a.n not in (select id from c where id<3)',
  'a.k in (select k from b where d>7)',
  "a.ts between timestamptz '2026-01-05' and timestamptz '2026-01-20'",
  'a.n = any([1,2])',
  'a.tags is null',
  'len(a.tags)>1 and a.n>0',
  'false',
  'a.n = 3 or a.n = 5',
  "a.k = 'k1' and a.k = 'k2'",
];

export const forms: readonly ((condition: string) => string)[] = [
  (p: string) => `select * from a where ${p}`,
  (p: string) => `select a.id, b.id bid from a join b on a.k=b.k where ${p} and b.d<5`,
  (p: string) => `select a.id, b.id bid from a left join b on a.k=b.k and b.d>9 and ${p}`,
  (p: string) => `select a.id, b.id bid from b left join a on a.k=b.k and ${p}`,
  (p: string) => `select a.id, b.id bid from b left join a on a.k=b.k where ${p}`,
  (p: string) => `select a.id,b.id bid from a full join b on a.k=b.k and a.n=b.id where ${p}`,
  (p: string) => `with a as (select * from a where n>1) select id from a where ${p}`,
  (p: string) =>
    `with q as (select *, row_number() over (partition by k order by ts, id) rn from a) select id from q a where rn<3 and ${p}`,
  (p: string) => `select k, count(*) c, sum(n) s from a where ${p} group by all having c>1`,
  (p: string) => `select id from a where ${p} union all select id from b where d>9`,
  (p: string) => `select id from a where ${p} except select id from a where n>2`,
  (p: string) => `select a.id, (select max(d) from b where b.k=a.k) m from a where ${p}`,
  (p: string) => `select * from (select a.id, unnest(a.tags) t from a where ${p}) where t='x1'`,
  (p: string) => `select a1.id i1, a.id i2 from a a1 join a on a1.id=a.n where ${p} and a1.n=2`,
  (p: string) => `select x.id, y.m from b x, lateral (select max(a.n) m from a where a.k=x.k and ${p}) y`,
  (p: string) =>
    `with recursive r as (select id,n from a where ${p} union select b.id, r.n from b join r on b.id=r.id+1 and r.n<3) select * from r`,
  (p: string) => `select a.id from a semi join b on a.k=b.k where ${p}`,
  (p: string) => `select a.id from a anti join (select * from b where d>5) b on a.k=b.k where ${p}`,
  (p: string) => `select a.id, b.id bid from a asof join b on a.k=b.k and a.ts>=b.ts where ${p}`,
  (p: string) => `select count(*) filter (where ${p}) c from a`,
  (p: string) => `select a.id, b.id bid, c.name from a join b using (k) left join c on c.id=a.n where ${p} and b.d>8`,
  (p: string) =>
    `with x as (select k, count(*) n from b where d>6 group by k) select a.id, x.n from a join x on x.k=a.k where ${p}`,
  (p: string) => `select a.id, q.id qid from a join (select distinct k, id from b where d<2) q on q.k=a.k where ${p}`,
  (p: string) =>
    `select a.id from a where ${p} and a.k in (select b.k from b join c on c.id=b.id where c.name>'name3')`,
  (p: string) => `select a.id, q.id qid from a join (select * from b order by d desc limit 20) q on q.k=a.k where ${p}`,
  (p: string) =>
    `select a.id,u.id uid from a join (select k,id from b where d>8 union all select k,id from a where n=1) u on u.k=a.k where ${p}`,
  (p: string) =>
    `select a.id, z.rn from a join (select id, k, row_number() over (order by d) rn from b) z on z.k=a.k where ${p} and a.n=4`,
  (p: string) =>
    `select k, last_value(n) over (order by id) l from a where ${p} qualify row_number() over (order by id)>2`,
];

/** Every form of statement with every condition. */
export function templates(): readonly string[] {
  return forms.flatMap((form) => conditions.map(form));
}
