using Rapport.Records.Facts;

namespace Rapport.Records.Loyalty;

internal sealed class LoyaltyTransactionTable : CustomerFactTable<LoyaltyTransaction>;
