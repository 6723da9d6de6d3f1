// What people call things, so that a part of a name in any case is enough to find it.
const SOURCES = ["aws.config", "aws.cloudformation", "aws.cloudwatch", "aws.guardduty", "aws.health", "config-monitor.agent", "config-monitor.slack"];
const STATUSES = ["NON_COMPLIANT", "COMPLIANT", "NOT_APPLICABLE", "INSUFFICIENT_DATA", "ALARM", "OK", "ERRORS", "open", "closed", "upcoming", "active", "archived", "CREATE_FAILED", "ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "DELETE_FAILED", "DRIFTED", "IN_SYNC"];
const plain = (values) => values.map((value) => ({ value, shown: value }));
const named = (account) => (account.account_name ? `${account.account_name} (${account.account})` : account.account);

let names = { accounts: new Map(), known: { source: plain(SOURCES), status: plain(STATUSES) } };
let asking = null;

// Once a visit; a page without names still works, with numbers.
function learnNames() {
  asking ||= ask("names", {}, "application/json", new AbortController().signal).then((answer) => answer.json()).then((told) => {
    names = {
      accounts: new Map(told.accounts.map((account) => [account.account, account])),
      known: {
        ...names.known,
        account: told.accounts.map((a) => ({ value: a.account, shown: named(a), hint: a.team })),
        region: plain(told.regions),
        rule_name: told.rules.map((r) => ({ value: r.rule_name, shown: r.rule_name, hint: r.title })),
        resource_type: plain(told.resource_types),
        resource_id: told.resources.map((r) => ({ value: r.resource_id, shown: r.resource_id, hint: r.resource_name })),
      },
    };
  }).catch(() => { asking = null; });
  return asking;
}

const accountName = (number) => names.accounts.get(number)?.account_name;
const account = (number) => (accountName(number) ? [accountName(number), soft(number)] : number || "");
const accountInLine = (number) => (names.accounts.has(number) ? named(names.accounts.get(number)) : number);
const team = (number) => names.accounts.get(number)?.team;
const knownOf = (field) => (Object.hasOwn(names.known, field) ? names.known[field] : []);
const shownValue = (field, value) => knownOf(field).find((known) => known.value === value)?.shown ?? value ?? "";

// The values that a text may mean: what it is exactly, else all that contain each of its words.
function meant(field, text) {
  const wanted = text.trim().toLowerCase();
  const texts = ({ value, shown, hint }) => [value, shown, hint].filter(Boolean).map((each) => each.toLowerCase());
  const exact = knownOf(field).filter((known) => known.value.toLowerCase() === wanted || known.shown.toLowerCase() === wanted);
  if (exact.length) return exact;
  const called = knownOf(field).filter((known) => texts(known).includes(wanted));
  return called.length ? called : knownOf(field).filter((known) => wanted.split(/\s+/).every((word) => texts(known).join(" ").includes(word)));
}
