using Rapport.Records.Facts;

namespace Rapport.Records.Behaviour;

internal sealed class WebSessionTable : CustomerFactTable<WebSession>;

internal sealed class SessionViewTable : FactLineTable<SessionView, WebSession>;

internal sealed class UsageMetricTable : CustomerFactTable<UsageMetric>;
