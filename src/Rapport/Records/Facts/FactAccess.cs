using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts;

/// <summary>What the caller may do with facts of a kind.</summary>
public static class FactAccess
{
    /// <summary>True of payment data, for whoever it is hidden from.</summary>
    public static bool Hides(this Access access, FactKind kind) => kind.IsPaymentData && !access.Sees(Mask.PaymentData);

    /// <summary>How far the caller may write facts of this kind; whoever payments are hidden from writes none either.</summary>
    public static Scope RequireWriting(this Access access, FactKind kind) =>
        access.Hides(kind) ? throw new Forbidden("billing.payment_data") : access.Require(kind.Write);
}
