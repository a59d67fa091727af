using System.Text.Json;
using Rapport.Platform.Http;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Facts;

/// <summary>Writes one fact that a person filled in, by the engine that takes in all others.</summary>
internal sealed class WriteFact(TakeFacts take)
{
    public async Task<Guid> Run(string type, Guid customer, CancellationToken ct, params (string Name, object? Value)[] fields)
    {
        var given = fields.Where(f => f.Value is not null).ToDictionary(f => f.Name, f => f.Value);
        given["customer"] = new { id = customer };
        var draft = ReadFact.Of(1, JsonSerializer.SerializeToElement(given, ApiJson.Options), FactKind.Named(type)!, isPart: true);
        draft.Errors.ThrowInvalid();
        var outcome = (await take.Run([draft], new FactOptions(IsOne: true), ct))[0];
        draft.Errors.ThrowInvalid();
        return outcome.Id ?? throw new Invalid("customer", "This customer cannot be found any more.");
    }
}
