using Rapport.Models.Linkage;

namespace Rapport.Tests.Models.Linkage;

/// <summary>Records with their truth beside them: who belongs to whom.</summary>
internal sealed class LinkageSet
{
    private LinkageSet(string name, LinkageRecord[] records, string[] entities) => (Name, Records, Entities) = (name, records, entities);

    public string Name { get; }

    public LinkageRecord[] Records { get; }

    public string[] Entities { get; }

    public static LinkageSet Of(string name, IEnumerable<(LinkageRecord Record, string Entity)> rows)
    {
        var all = rows.ToArray();
        return new LinkageSet(name, [.. all.Select(row => row.Record)], [.. all.Select(row => row.Entity)]);
    }

    public bool IsMatch((int A, int B) pair) => Entities[pair.A] == Entities[pair.B];

    public int TruePairs => Entities.GroupBy(entity => entity).Sum(group => group.Count() * (group.Count() - 1) / 2);

    public HashSet<(int A, int B)> Candidates()
    {
        var blocks = new Dictionary<long, List<int>>();
        for (var i = 0; i < Records.Length; i++)
        {
            foreach (var key in BlockingKeys.Of(Records[i]))
            {
                if (!blocks.TryGetValue(key, out var block))
                    blocks[key] = block = [];
                block.Add(i);
            }
        }

        return [.. blocks.Values.SelectMany(block => block.SelectMany((a, at) => block.Skip(at + 1).Select(b => (a, b))))];
    }
}
