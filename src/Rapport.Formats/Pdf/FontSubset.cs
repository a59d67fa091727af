using System.Runtime.InteropServices;
using HarfBuzzSharp;

namespace Rapport.Formats;

/// <summary>
/// HarfBuzz's subsetter (hb-subset.h), which its native library contains and HarfBuzzSharp does not declare.
/// </summary>
internal static partial class FontSubset
{
    private const string HarfBuzz = "libHarfBuzzSharp";

    // HB_SUBSET_FLAGS_NO_HINTING, _RETAIN_GIDS, _NOTDEF_OUTLINE and _NO_LAYOUT_CLOSURE: the PDF shows glyphs by number, already shaped.
    private const uint Flags = 0x1 | 0x2 | 0x40 | 0x200;

    private const int TablesToDrop = 3;

    // What a PDF reader does not look at.
    private static readonly string[] unread =
    [
        "GSUB",
        "GPOS",
        "GDEF",
        "BASE",
        "STAT",
        "OS/2",
        "cmap",
        "gasp",
        "name",
        "post",
        "vhea",
        "vmtx",
    ];

    public static byte[] Of(Face face, IEnumerable<ushort> glyphs)
    {
        var input = CreateInput();
        var (subset, blob) = (IntPtr.Zero, IntPtr.Zero);
        try
        {
            SetFlags(input, Flags);
            foreach (var tag in unread)
                Add(Set(input, TablesToDrop), Tag.Parse(tag));
            foreach (var glyph in glyphs)
                Add(GlyphSet(input), glyph);
            subset = Subset(face.Handle, input);
            if (subset == IntPtr.Zero)
                throw new InvalidDataException("The font file is damaged.");
            blob = FileOf(subset);
            var file = new byte[Length(blob)];
            Marshal.Copy(Data(blob, out _), file, 0, file.Length);
            return file;
        }
        finally
        {
            FreeBlob(blob);
            FreeFace(subset);
            FreeInput(input);
            GC.KeepAlive(face);
        }
    }

    [LibraryImport(HarfBuzz, EntryPoint = "hb_subset_input_create_or_fail")]
    private static partial IntPtr CreateInput();

    [LibraryImport(HarfBuzz, EntryPoint = "hb_subset_input_set_flags")]
    private static partial void SetFlags(IntPtr input, uint flags);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_subset_input_set")]
    private static partial IntPtr Set(IntPtr input, int kind);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_subset_input_glyph_set")]
    private static partial IntPtr GlyphSet(IntPtr input);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_set_add")]
    private static partial void Add(IntPtr set, uint member);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_subset_or_fail")]
    private static partial IntPtr Subset(IntPtr face, IntPtr input);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_face_reference_blob")]
    private static partial IntPtr FileOf(IntPtr face);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_blob_get_length")]
    private static partial int Length(IntPtr blob);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_blob_get_data")]
    private static partial IntPtr Data(IntPtr blob, out uint length);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_blob_destroy")]
    private static partial void FreeBlob(IntPtr blob);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_face_destroy")]
    private static partial void FreeFace(IntPtr face);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_subset_input_destroy")]
    private static partial void FreeInput(IntPtr input);
}
