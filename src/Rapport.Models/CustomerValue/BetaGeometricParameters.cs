namespace Rapport.Models.CustomerValue;

/// <summary>When customers may be lost.</summary>
public enum DropoutRule
{
    /// <summary>After each repeat purchase: BG/NBD (Fader, Hardie and Lee 2005). Who bought once is alive for certain.</summary>
    AfterRepeats,

    /// <summary>After each purchase, the first one too: MBG/NBD (Batislam, Denizel and Filiztekin 2007).</summary>
    AfterEveryPurchase,
}

/// <summary>Purchase rates are Gamma(r, alpha) per week, chances to be lost at a purchase Beta(a, b).</summary>
public readonly record struct BetaGeometricParameters(double R, double Alpha, double A, double B);

/// <summary>Standard errors of the four, from the observed information; null where the likelihood does not bound them.</summary>
public readonly record struct BetaGeometricErrors(double? R, double? Alpha, double? A, double? B);
