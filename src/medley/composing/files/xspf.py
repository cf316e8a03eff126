"""XSPF: the XML list, https://www.xspf.org/spec (version 1)."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from medley.composing.files.published import (
    PublishedPlaylist,
    PublishedTrack,
    as_uri,
    milliseconds,
    one_line,
)

NAMESPACE = "http://xspf.org/ns/0/"
TAG = "http://purl.org/dc/terms/subject"
"""How a tag is marked: Dublin Core's word for what something is about."""


def write_xspf(playlist: PublishedPlaylist) -> str:
    """Write a playlist as XSPF.

    The file name or URL of a song is its ``location``, its key in Medley its
    ``identifier``; tags are ``meta`` elements with `TAG` as their relation.

    Parameters
    ----------
    playlist : PublishedPlaylist

    Returns
    -------
    str
        Well-formed XML with its declaration, to be encoded as UTF-8.
    """
    root = ET.Element("playlist", {"version": "1", "xmlns": NAMESPACE})
    _child(root, "title", playlist.title)
    _child(root, "creator", playlist.creator)
    _child(root, "annotation", playlist.description)
    _child(root, "image", as_uri(playlist.cover))
    for tag in playlist.tags:
        _child(root, "meta", tag, rel=TAG)
    # The schema asks for a track list even when it is empty.
    listed = ET.SubElement(root, "trackList")
    for number, track in enumerate(playlist.tracks, 1):
        _track(ET.SubElement(listed, "track"), track, number)
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _track(into: ET.Element, track: PublishedTrack, number: int) -> None:
    _child(into, "location", as_uri(track.location))
    _child(into, "identifier", as_uri(track.key))
    _child(into, "title", track.title)
    _child(into, "creator", track.artist)
    _child(into, "album", track.album)
    _child(into, "trackNum", str(number))
    duration_ms = milliseconds(track.duration_s)
    _child(into, "duration", "" if duration_ms is None else str(duration_ms))


def _child(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    if line := one_line(text):
        ET.SubElement(parent, name, attributes).text = line
