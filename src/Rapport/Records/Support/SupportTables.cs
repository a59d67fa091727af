using Rapport.Records.Facts;

namespace Rapport.Records.Support;

internal sealed class TicketTable : CustomerFactTable<Ticket>
{
    protected override bool IsWorkedByStatus => true;
}

internal sealed class SurveyResponseTable : CustomerFactTable<SurveyResponse>;
