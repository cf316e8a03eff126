from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.composing.names import credited, folded
from medley.composing.romanised import may_be_korean, romanised, spoken
from medley.composing.titles import song_title


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Beatles", "beatles"),
        ("Beyoncé", "BEYONCE"),
        ("ＡＢＢＡ", "abba"),
        ("Simon & Garfunkel", "Simon and Garfunkel"),
        ("Guns N' Roses", "Guns & Roses"),
        ("Don’t Stop", "Dont Stop"),
        ("A$AP Rocky", "ASAP Rocky"),
        ("P!nk", "Pink"),
        ("Sigur Rós", "sigur ros"),
        ("Mø", "MO"),
        ("밤편지", "밤편지"),
        ("Jay-Z", "JAY Z"),
        ("Dr. Dre", "dr dre"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_one_name_fold_to_one(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("!!!", "???"), ("+", "÷"), ("The The", "Band")])
def test_names_of_marks_and_articles_stay_apart(one, other):
    assert folded(one)
    assert folded(one) != folded(other)


@given(st.text(max_size=40))
def test_folding_leaves_something_of_something(text):
    assert bool(folded(text)) == bool(text.strip())
    assert bool(song_title(text).base) == bool(text.strip())
    assert bool(credited(text)) == bool(text.strip())
    assert all(credited(text))


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("Little Mix, Stormzy", ("little mix", "stormzy")),
        ("Calvin Harris ft. Rihanna", ("calvin harris", "rihanna")),
        ("JAY-Z & Kanye West", ("jay z", "kanye west")),
        ("Yusuf / Cat Stevens", ("yusuf", "cat stevens")),
        ("David Kim (김종완)", ("david kim", "김종완")),
        ("Sosimboys(소심한 오빠들)", ("sosimboys", "소심한 오빠들")),
        ("f(x)", ("f x",)),
        ("", ()),
    ],
)
def test_credits_are_taken_apart(credit, names):
    assert credited(credit) == names


@pytest.mark.parametrize(
    ("title", "base", "recording"),
    [
        ("Bennie And The Jets - Remastered 2014", "bennie and the jets", ""),
        ("Bennie And The Jets - 2014 Remaster", "bennie and the jets", ""),
        ("Power (feat. Stormzy)", "power", ""),
        ("Power ft. Stormzy", "power", ""),
        ('Happy - From "Despicable Me 2"', "happy", ""),
        ("좋은 날 (Live)", "좋은 날", "live"),
        ("All of Me - Tiësto Remix - Radio Edit", "all of me", "other:tiesto remix edit"),
        ("Mr. Brightside - Acoustic Version", "mr brightside", "acoustic"),
        ("Song (Instrumental)", "song", "other:instrumental"),
        ("Bohemian Rhapsody - 2011 Mix", "bohemian rhapsody", ""),
        ("Song - Dash Berlin Radio Edit", "song", "other:dash berlin radio edit"),
        ('Song - 7" Edit', "song", "edit"),
        ("Song (Radio Edit / Remastered 2009)", "song", "edit"),
        ("El Orgullo (Versión Reggae)", "el orgullo", "again"),
        ("Song - Album Version", "song", ""),
        ("Song - Club Mix", "song", "extended"),
        ("Song - Someone Mix", "song", "other:someone mix"),
        ("Song [Original Mix]", "song", ""),
        ("Song - Karaoke Version", "song", "other:karaoke version"),
        ("Wildest Dreams (Taylor's Version)", "wildest dreams", "again"),
        ("Stay (Part 2)", "stay part 2", ""),
        ("Live and Let Die", "live and let die", ""),
        ("Remix to Ignition", "remix to ignition", ""),
        ("(I Can't Get No) Satisfaction", "satisfaction", ""),
        ("(Intro)", "intro", ""),
        ("", "", ""),
    ],
)
def test_titles_are_taken_apart(title, base, recording):
    found = song_title(title)
    assert (found.base, found.recording) == (base, recording)


def test_a_subtitle_or_a_second_script_is_another_name():
    assert "red flavor" in song_title("빨간 맛 Red Flavor").others
    assert song_title("Gangnam Style (강남스타일)").others == ("강남스타일",)
    assert song_title("Run the World (Girls)").whole == "run the world girls"
    assert song_title("Get Lucky (feat. Pharrell Williams & Nile Rodgers)").guests == (
        "pharrell williams",
        "nile rodgers",
    )


@pytest.mark.parametrize(
    ("hangul", "letters"),
    [
        ("국민", "gungmin"),
        ("신라", "silla"),
        ("종로", "jongno"),
        ("압구정", "apgujeong"),
        ("합니다", "hamnida"),
        ("서른 즈음에", "seoreun jeueume"),
        ("사랑이", "sarangi"),
        ("꽃잎", "kkochip"),
        ("값을", "gapseul"),
        ("별로", "byeollo"),
        ("밤편지 2", "bampyeonji 2"),
    ],
)
def test_hangul_in_letters(hangul, letters):
    assert romanised(hangul) == letters


@pytest.mark.parametrize(
    ("hangul", "spellings"),
    [
        ("김광석", ["Kim Kwang-seok", "Gim Gwangseok", "Kim Kwang Suk", "Kwang-Seok Kim"]),
        ("이문세", ["Lee Moon-sae", "Yi Mun-se", "Rhee Moon Se"]),
        ("박효신", ["Park Hyo-shin", "Bak Hyosin", "Park Hyo Shin"]),
        ("성시경", ["Sung Si-kyung", "Seong Si-gyeong"]),
        ("최백호", ["Choi Baek-ho", "Choe Baekho"]),
        ("유재하", ["Yoo Jae-ha", "Yu Jae Ha", "Ryu Jaeha"]),
        ("조용필", ["Cho Yong-pil", "Jo Yongpil"]),
        ("윤종신", ["Yoon Jong Shin", "Yun Jong-sin"]),
        ("임창정", ["Lim Chang-jung", "Im Chang Jung"]),
        ("노사연", ["Noh Sa-yeon", "Roh Sayeon"]),
        ("서태지", ["Seo Taiji", "Suh Taeji"]),
        ("정준일", ["Jung Joonil", "Jeong Jun-il", "Chung Joon Il"]),
        ("우원재", ["Woo Won-jae", "U Wonjae"]),
    ],
)
def test_spellings_of_korean_names_sound_alike(hangul, spellings):
    for spelling in spellings:
        assert spoken(hangul) & spoken(spelling), spelling


def test_other_names_do_not_sound_alike():
    names = ["김광석", "김광진", "이문세", "이적", "박효신", "성시경", "최백호", "조용필", "임창정"]
    for one in names:
        for other in names:
            assert (one == other) or not spoken(one) & spoken(other)


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=8))
def test_whatever_hangul_is_written_in_letters_may_be_korean(text):
    letters = romanised(text)
    assert letters.isascii()
    assert letters.isalpha()
    assert may_be_korean(letters)
    assert spoken(text) & spoken(letters) or not spoken(text)
