using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Rapport.Formats;

/// <summary>
/// The gazetteer's points by key. Of two cities of one name the larger is meant; villages of one name far apart are told by their region
/// alone.
/// </summary>
internal sealed class GazetteerIndex
{
    // Parts of one place lie nearer than this, in thousandths of a degree.
    private const int SamePlace = 250;

    private readonly ulong[] keys;
    private readonly (int Latitude, int Longitude)[] points;

    private GazetteerIndex(Dictionary<ulong, (int Latitude, int Longitude)?> known)
    {
        var found = known.Where(entry => entry.Value is not null).ToArray();
        keys = Array.ConvertAll(found, entry => entry.Key);
        points = Array.ConvertAll(found, entry => entry.Value!.Value);
        Array.Sort(keys, points);
    }

    public (int Latitude, int Longitude)? Find(ulong key) => Array.BinarySearch(keys, key) is var at and >= 0 ? points[at] : null;

    public static GazetteerIndex Read()
    {
        using var packed = typeof(GazetteerIndex).Assembly.GetManifestResourceStream("gazetteer.txt.br")!;
        using var lines = new StreamReader(new BrotliStream(packed, CompressionMode.Decompress), Encoding.UTF8);
        var reader = new Reader();
        while (lines.ReadLine() is { } line)
        {
            reader.Take(line);
        }

        return new(reader.Finish());
    }

    /// <summary>
    /// The lines of the file: "@DE" begins a country, "#02⇥Bavaria" names a region, "!München⇥48137⇥11575⇥02⇥Munich⇥…" is a city (largest
    /// first),
    /// "80331⇥48137⇥11572⇥02⇥München;…" a postal code with its places; latitude and longitude in thousandths of a degree.
    /// </summary>
    private sealed class Reader
    {
        private readonly Dictionary<ulong, (int Latitude, int Longitude)?> known = new(700_000);
        private readonly Dictionary<string, string> regions = new(StringComparer.Ordinal);
        private readonly Dictionary<ulong, (int Latitude, int Longitude)?> villages = new(250_000);
        private readonly List<(ulong Key, (int, int) Point)> otherNames = [];
        private string country = "";

        public void Take(string line)
        {
            if (line[0] == '@')
            {
                country = line[1..];
                regions.Clear();
                return;
            }

            var fields = line.Split('\t');
            if (line[0] == '#')
            {
                regions[fields[0][1..]] = PlaceKey.Folded(fields[1]);
                return;
            }

            var point = (int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[2], CultureInfo.InvariantCulture));
            if (line[0] == '!')
            {
                TakeCity(fields, point);
            }
            else
            {
                TakePostalCode(fields, point);
            }
        }

        /// <summary>Own names go before other names, cities before villages.</summary>
        public Dictionary<ulong, (int, int)?> Finish()
        {
            foreach (
                var (key, point) in otherNames.Select(o => (o.Key, ((int, int)?)o.Point)).Concat(villages.Select(v => (v.Key, v.Value)))
            )
            {
                known.TryAdd(key, point);
            }

            return known;
        }

        private void TakeCity(string[] fields, (int, int) point)
        {
            foreach (var key in KeysOf(PlaceKey.Folded(fields[0]), fields[3]))
            {
                known.TryAdd(key, point);
            }

            foreach (var name in fields.AsSpan(4))
            {
                otherNames.AddRange(KeysOf(PlaceKey.Folded(name), fields[3]).Select(key => (key, point)));
            }
        }

        private void TakePostalCode(string[] fields, (int Latitude, int Longitude) point)
        {
            known.TryAdd(PlaceKey.Of(country, "#", fields[0]), point);
            foreach (var name in fields[4].Split(';').Select(PlaceKey.Folded).Where(name => name.Length > 0))
            {
                foreach (var key in KeysOf(name, fields[3]))
                {
                    ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(villages, key, out var isKnown);
                    place =
                        !isKnown
                        || (
                            place is { } first
                            && Math.Abs(first.Latitude - point.Latitude) < SamePlace
                            && Math.Abs(first.Longitude - point.Longitude) < SamePlace
                        )
                            ? place ?? point
                            : null;
                }
            }
        }

        private IEnumerable<ulong> KeysOf(string name, string region)
        {
            yield return PlaceKey.Of(country, "", name);
            if (region.Length == 0)
            {
                yield break;
            }

            yield return PlaceKey.Of(country, PlaceKey.Folded(region), name);
            if (regions.TryGetValue(region, out var called))
            {
                yield return PlaceKey.Of(country, called, name);
            }
        }
    }
}
