package io.culvert.wire.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Parse;
import io.culvert.wire.ip.InternetChecksum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An NHRP packet: fixed header, mandatory part, extensions (RFC 2332 section 5).
/// ```
/// |            ar$afn             |          ar$pro.type          |
/// |                          ar$pro.snap                          |
/// |  ar$pro.snap  |   ar$hopcnt   |            ar$pktsz           |
/// |           ar$chksum           |            ar$extoff          |
/// | ar$op.version |   ar$op.type  |    ar$shtl    |    ar$sstl    |
/// | Src Proto Len | Dst Proto Len |    three words by the type    |
/// |             those             |  source NBMA address, source  |
/// |   protocol address, destination protocol address, the rest    |
/// |                          extensions                           |
/// ```
/// Refused: a wrong checksum, another length than the packet has, extensions that begin inside the mandatory part or do not end
/// where the packet does, address families other than those of IP, addresses of another length than their family's or that are
/// missing, subaddresses, a version other than 1, and types that are not in [NhrpType]. The protocol is told by EtherType alone;
/// the SNAP and NLPID forms, which nobody may send for IP (section 5.1), are refused too.
///
/// @param hopCount how often it may still be passed on, 0 to 255
/// @param sourceNbma the address of the originator on the underlay, of either family, which is that of every NBMA address inside
/// @param source the originator's address on the overlay; its family is that of the resolved protocol and of every protocol address
/// @param destination what is asked for, or whom the packet is for
/// @param extensions in the order of the packet, which transit nodes keep
public record NhrpPacket(
        NhrpType type,
        int hopCount,
        IpAddress sourceNbma,
        IpAddress source,
        IpAddress destination,
        NhrpBody body,
        List<NhrpExtension> extensions) {
    public static final int HOP_COUNT = 255;
    public static final int LENGTH_MAX = 0xFFFF;

    private static final int VERSION = 1;
    private static final int HEADER_SIZE = 20;
    private static final int LENGTHS_SIZE = 2;
    private static final int SNAP_SIZE = 5;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86DD;
    private static final int PACKET_LENGTH_AT = 10;
    private static final int CHECKSUM_AT = 12;

    public NhrpPacket {
        extensions = List.copyOf(extensions);
        if (source.family() != destination.family()) {
            throw new IllegalArgumentException("protocol addresses of two families");
        }
        if (hopCount >>> 8 != 0) {
            throw new IllegalArgumentException("hop count " + hopCount);
        }
        if (!BodyCodec.fits(type, body)) {
            throw new IllegalArgumentException("a body of another type than " + type);
        }
        if (body instanceof NhrpBody.Exchange(_, _, var cies)
                && !cies.stream().allMatch(cie -> cie.isOf(sourceNbma.family(), source.family()))) {
            throw new IllegalArgumentException("a client of another family");
        }
        if (!NhrpExtension.areDistinct(extensions)) {
            throw new IllegalArgumentException("an extension twice");
        }
        int length = length(sourceNbma, source, body, extensions, type);
        if (length > LENGTH_MAX) {
            throw new IllegalArgumentException("a packet of " + length + " octets");
        }
    }

    public static Parse<NhrpPacket> parse(Bytes octets) {
        ByteReader in = octets.reader();
        AddressFamily nbmaFamily = nbmaFamily(in);
        AddressFamily family = protocolFamily(in);
        in.skip(SNAP_SIZE);
        int hopCount = in.u8();
        in.require(in.u16() == octets.size(), "packet length");
        in.skip(2);
        in.require(InternetChecksum.of(octets) == 0, "checksum");
        int extensionsAt = in.u16();
        in.require(in.u8() == VERSION, "version");
        NhrpType type = type(in);
        int nbmaLength = in.u8();
        in.require(in.u8() == 0, "source subaddress");

        ByteReader mandatory =
                extensionsAt == 0 ? in.sub(in.left()) : in.sub(extensionsAt - HEADER_SIZE);
        int sourceLength = mandatory.u8();
        int destinationLength = mandatory.u8();
        long words = (long) mandatory.u16() << 32 | mandatory.u32();
        IpAddress sourceNbma =
                Addresses.need(mandatory, nbmaLength, nbmaFamily, "source NBMA address length");
        IpAddress source =
                Addresses.need(mandatory, sourceLength, family, "source protocol address length");
        IpAddress destination =
                Addresses.need(
                        mandatory,
                        destinationLength,
                        family,
                        "destination protocol address length");
        NhrpBody body = BodyCodec.read(type, words, mandatory, nbmaFamily, family);
        in.join(mandatory);
        List<NhrpExtension> extensions = extensionsAt == 0 ? List.of() : NhrpExtension.readAll(in);
        return in.finish(
                () ->
                        new NhrpPacket(
                                type, hopCount, sourceNbma, source, destination, body, extensions));
    }

    private static AddressFamily nbmaFamily(ByteReader in) {
        int number = in.u16();
        in.require(
                number == AddressFamily.IPV4.afi() || number == AddressFamily.IPV6.afi(),
                "NBMA address family");
        return number == AddressFamily.IPV6.afi() ? AddressFamily.IPV6 : AddressFamily.IPV4;
    }

    private static AddressFamily protocolFamily(ByteReader in) {
        int type = in.u16();
        in.require(type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6, "protocol type");
        return type == ETHERTYPE_IPV6 ? AddressFamily.IPV6 : AddressFamily.IPV4;
    }

    private static NhrpType type(ByteReader in) {
        Optional<NhrpType> type = NhrpType.of(in.u8());
        in.require(type.isPresent(), "type");
        return type.orElse(NhrpType.ERROR_INDICATION);
    }

    public int wireLength() {
        return length(sourceNbma, source, body, extensions, type);
    }

    private static int length(
            IpAddress sourceNbma,
            IpAddress source,
            NhrpBody body,
            List<NhrpExtension> extensions,
            NhrpType type) {
        return mandatoryEnd(sourceNbma, source, body)
                + (hasExtensionsPart(type, extensions) ? NhrpExtension.lengthOf(extensions) : 0);
    }

    private static int mandatoryEnd(IpAddress sourceNbma, IpAddress source, NhrpBody body) {
        return HEADER_SIZE
                + LENGTHS_SIZE
                + BodyCodec.WORDS_SIZE
                + sourceNbma.family().octets()
                + 2 * source.family().octets()
                + BodyCodec.restLength(body);
    }

    /// An Error Indication is sent without (RFC 2332 section 5.2.7); what some routers add to theirs is passed on. Everything else has
    /// the end of extensions at least.
    private static boolean hasExtensionsPart(NhrpType type, List<NhrpExtension> extensions) {
        return type != NhrpType.ERROR_INDICATION || !extensions.isEmpty();
    }

    public Bytes toBytes() {
        boolean extended = hasExtensionsPart(type, extensions);
        int mandatoryEnd = mandatoryEnd(sourceNbma, source, body);
        var out = new ByteWriter(wireLength());
        out.u16(sourceNbma.family().afi());
        out.u16(source.isIpv4() ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6);
        out.zeros(SNAP_SIZE).u8(hopCount).u16(0).u16(0).u16(extended ? mandatoryEnd : 0);
        out.u8(VERSION).u8(type.code()).u8(sourceNbma.family().octets()).u8(0);
        out.u8(source.family().octets()).u8(destination.family().octets());
        BodyCodec.writeWords(body, out);
        out.bytes(sourceNbma.bytes()).bytes(source.bytes()).bytes(destination.bytes());
        BodyCodec.writeRest(body, out);
        if (extended) {
            NhrpExtension.writeAll(extensions, out);
        }
        out.patchU16(PACKET_LENGTH_AT, out.size());
        return out.patchU16(CHECKSUM_AT, InternetChecksum.of(out.toBytes())).toBytes();
    }

    /// The first extension of a type; only those of vendors may be there more than once.
    public Optional<NhrpExtension> extension(int type) {
        return extensions.stream().filter(extension -> extension.type() == type).findFirst();
    }

    /// The entries of an extension of this packet that is a list of them.
    public Parse<List<Cie>> cies(NhrpExtension extension) {
        return extension.cies(sourceNbma.family(), source.family());
    }

    /// The entries of the extension of this type; none where it is absent.
    public Parse<List<Cie>> cies(int type) {
        return extension(type).map(this::cies).orElse(Parse.ok(List.of()));
    }

    /// The label extension, if the packet has one and it is ours.
    public Parse<Optional<LabelExtension>> labels() {
        return extension(NhrpExtension.LABEL)
                .map(LabelExtension::parse)
                .orElse(Parse.ok(Optional.empty()));
    }

    public NhrpPacket withHopCount(int changed) {
        return new NhrpPacket(type, changed, sourceNbma, source, destination, body, extensions);
    }

    public NhrpPacket withExtensions(List<NhrpExtension> changed) {
        return new NhrpPacket(type, hopCount, sourceNbma, source, destination, body, changed);
    }

    /// With this extension in the place of the one of its type, or behind all where there is none.
    public NhrpPacket with(NhrpExtension changed) {
        var all = new ArrayList<>(extensions);
        all.replaceAll(one -> one.type() == changed.type() ? changed : one);
        if (extension(changed.type()).isEmpty()) {
            all.add(changed);
        }
        return withExtensions(all);
    }
}
