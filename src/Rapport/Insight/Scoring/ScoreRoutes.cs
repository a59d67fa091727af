using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Scoring;

internal static class ScoreRoutes
{
    private const string Path = "/api/scores/recalculation";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(Path, Start)
            .Named("recalculateScores", "Work out all scores anew")
            .Tagged("Scores", "Health and churn risk of all customers")
            .Needs(Permission.ManageSettings);
        app.MapGet(Path, (StartScoreRun runs, CancellationToken ct) => runs.Read(ct))
            .Named("showScoreRecalculation", "Show how current the scores are")
            .WithTags("Scores")
            .Needs(Permission.ManageSettings);
    }

    private static async Task<Microsoft.AspNetCore.Http.HttpResults.Accepted<ScoreRunView>> Start(
        StartScoreRun runs,
        CancellationToken ct
    ) => TypedResults.Accepted(Path, await runs.Run(ct));
}
