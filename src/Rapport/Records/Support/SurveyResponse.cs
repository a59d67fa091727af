using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Support;

public enum SurveyType
{
    Csat,
    Nps,
    Ces,
}

/// <summary>An answer to a survey: satisfaction 1–5, recommendation 0–10, effort 1–7.</summary>
[FactFormat("survey_response", "survey-responses", Area.Support)]
public sealed class SurveyResponse : CustomerFact
{
    [RequiredField]
    public SurveyType Survey { get; set; }

    [RequiredField, Limit(10)]
    public decimal Score { get; set; }

    [Limit(4000), PersonalData]
    public string? Comment { get; set; }

    [RequiredField(ByHand = RequiredFieldAttribute.Now), Label("Answered")]
    public DateTimeOffset AnsweredAt { get; set; }

    [RefersTo("ticket"), NotPersonalData]
    public string? Ticket { get; set; }

    [RefersTo("service_visit"), NotPersonalData]
    public string? ServiceVisit { get; set; }

    protected override DateTimeOffset Happened => AnsweredAt;

    public override void Check(Errors errors)
    {
        var (least, most) = Range(Survey);
        if (Score < least || Score > most)
            errors.Add("score", $"It must be a number from {least} to {most}.");
    }

    private static (int Least, int Most) Range(SurveyType survey) =>
        survey switch
        {
            SurveyType.Csat => (1, 5),
            SurveyType.Nps => (0, 10),
            _ => (1, 7),
        };

    public override TimelineText? OnTimeline()
    {
        var asked = Survey switch
        {
            SurveyType.Csat => "satisfaction",
            SurveyType.Nps => "recommendation",
            _ => "effort",
        };
        return new(
            "survey_response",
            $"Survey answered - {asked} {Score:0.#} of {Range(Survey).Most}",
            new
            {
                survey = Survey,
                score = Score,
                comment = Comment,
            }
        );
    }
}
