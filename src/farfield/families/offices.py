"""Offices with their holders and the days on which these began: what Farfield brings to ask what holds today.

Each row holds until the next one's day; the last held on AS_OF. Source: Wikidata (CC0), read in December 2023 by the
authors of DyKnow (Mousavi et al. 2024), and looked through by hand.
"""

from __future__ import annotations

AS_OF = "2023-12-31"
"""The day on which the last holder of each office was still in it."""
SOURCE = "Wikidata (CC0), December 2023"
OFFICES: dict[str, tuple[tuple[str, str], ...]] = {
    "Prime Minister of Italy": (
        ("Giuseppe Conte", "2018-06-01"),
        ("Mario Draghi", "2021-02-13"),
        ("Giorgia Meloni", "2022-10-22"),
    ),
    "President of the United States": (
        ("Barack Obama", "2009-01-20"),
        ("Donald Trump", "2017-01-20"),
        ("Joe Biden", "2021-01-20"),
    ),
    "Premier of the People's Republic of China": (
        ("Wen Jiabao", "2003-03-16"),
        ("Li Keqiang", "2013-03-15"),
        ("Li Qiang", "2023-03-11"),
    ),
    "Federal Chancellor of Germany": (
        ("Gerhard Schröder", "1998-10-27"),
        ("Angela Merkel", "2005-11-22"),
        ("Olaf Scholz", "2021-12-08"),
    ),
    "Emperor of Japan": (("Akihito", "1989-01-07"), ("Naruhito", "2019-05-01")),
    "Prime Minister of Japan": (
        ("Shinzō Abe", "2012-12-26"),
        ("Yoshihide Suga", "2020-09-16"),
        ("Fumio Kishida", "2021-10-04"),
    ),
    "President of India": (
        ("Pranab Mukherjee", "2012-07-25"),
        ("Ram Nath Kovind", "2017-07-25"),
        ("Droupadi Murmu", "2022-07-25"),
    ),
    "Prime Minister of India": (
        ("Atal Bihari Vajpayee", "1998-03-19"),
        ("Manmohan Singh", "2004-05-22"),
        ("Narendra Modi", "2014-05-26"),
    ),
    "Monarch of the United Kingdom": (
        ("George VI", "1936-12-11"),
        ("Elizabeth II", "1952-02-06"),
        ("Charles III", "2022-09-08"),
    ),
    "Prime Minister of the United Kingdom": (
        ("Boris Johnson", "2019-07-24"),
        ("Liz Truss", "2022-09-06"),
        ("Rishi Sunak", "2022-10-25"),
    ),
    "President of the French Republic": (
        ("Nicolas Sarkozy", "2007-05-16"),
        ("François Hollande", "2012-05-15"),
        ("Emmanuel Macron", "2017-05-14"),
    ),
    "Prime Minister of France": (
        ("Édouard Philippe", "2017-05-15"),
        ("Jean Castex", "2020-07-03"),
        ("Élisabeth Borne", "2022-05-16"),
    ),
    "Prime Minister of Canada": (("Stephen Harper", "2006-02-06"), ("Justin Trudeau", "2015-11-04")),
    "President of South Korea": (
        ("Park Geun-hye", "2013-02-25"),
        ("Moon Jae-in", "2017-05-10"),
        ("Yoon Suk Yeol", "2022-05-10"),
    ),
    "Prime Minister of Australia": (
        ("Malcolm Turnbull", "2015-09-15"),
        ("Scott Morrison", "2018-08-24"),
        ("Anthony Albanese", "2022-05-23"),
    ),
    "Prime Minister of Spain": (
        ("José Luis Rodríguez Zapatero", "2004-04-16"),
        ("Mariano Rajoy", "2011-12-21"),
        ("Pedro Sánchez", "2018-06-02"),
    ),
    "President of Indonesia": (
        ("Megawati Soekarnoputri", "2001-07-23"),
        ("Susilo Bambang Yudhoyono", "2004-10-20"),
        ("Joko Widodo", "2014-10-20"),
    ),
    "President of Turkey": (
        ("Ahmet Necdet Sezer", "2000-05-16"),
        ("Abdullah Gül", "2007-08-28"),
        ("Recep Tayyip Erdoğan", "2014-08-28"),
    ),
    "Prime Minister of the Netherlands": (
        ("Wim Kok", "1994-08-22"),
        ("Jan Peter Balkenende", "2002-07-22"),
        ("Mark Rutte", "2010-10-14"),
    ),
    "Prime Minister of Poland": (
        ("Beata Szydło", "2015-11-16"),
        ("Mateusz Morawiecki", "2017-12-11"),
        ("Donald Tusk", "2023-12-13"),
    ),
    "Prime Minister of Belgium": (
        ("Charles Michel", "2014-10-11"),
        ("Sophie Wilmès", "2019-10-27"),
        ("Alexander De Croo", "2020-10-01"),
    ),
    "Prime Minister of Sweden": (
        ("Stefan Löfven", "2014-10-03"),
        ("Magdalena Andersson", "2021-11-30"),
        ("Ulf Kristersson", "2022-10-18"),
    ),
    "Prime Minister of Norway": (
        ("Jens Stoltenberg", "2005-10-17"),
        ("Erna Solberg", "2013-10-16"),
        ("Jonas Gahr Støre", "2021-10-14"),
    ),
    "Federal Chancellor of Austria": (
        ("Sebastian Kurz", "2020-01-07"),
        ("Alexander Schallenberg", "2021-10-11"),
        ("Karl Nehammer", "2021-12-06"),
    ),
    "Prime Minister of Israel": (
        ("Naftali Bennett", "2021-06-13"),
        ("Yair Lapid", "2022-07-01"),
        ("Benjamin Netanyahu", "2022-12-29"),
    ),
    "President of the United Arab Emirates": (
        ("Zayed bin Sultan Al Nahyan", "1971-12-02"),
        ("Khalifa bin Zayed Al Nahyan", "2004-11-03"),
        ("Mohammed bin Zayed Al Nahyan", "2022-05-14"),
    ),
    "President of Singapore": (("Halimah Yacob", "2017-09-14"), ("Tharman Shanmugaratnam", "2023-09-14")),
    "President of the Philippines": (
        ("Benigno Aquino III", "2010-06-30"),
        ("Rodrigo Duterte", "2016-06-30"),
        ("Bongbong Marcos", "2022-06-30"),
    ),
    "Prime Minister of Malaysia": (
        ("Muhyiddin Yassin", "2020-03-01"),
        ("Ismail Sabri Yaakob", "2021-08-21"),
        ("Anwar Ibrahim", "2022-11-24"),
    ),
    "Prime Minister of Denmark": (
        ("Helle Thorning-Schmidt", "2011-10-03"),
        ("Lars Løkke Rasmussen", "2015-06-28"),
        ("Mette Frederiksen", "2019-06-27"),
    ),
    "President of Nigeria": (
        ("Goodluck Jonathan", "2010-05-06"),
        ("Muhammadu Buhari", "2015-05-29"),
        ("Bola Tinubu", "2023-05-29"),
    ),
    "President of South Africa": (("Jacob Zuma", "2009-05-09"), ("Cyril Ramaphosa", "2018-02-15")),
    "President of Iran": (
        ("Mahmoud Ahmadinejad", "2005-08-03"),
        ("Hassan Rouhani", "2013-08-03"),
        ("Ebrahim Raisi", "2021-08-03"),
    ),
    "President of Colombia": (("Iván Duque", "2018-08-07"), ("Gustavo Petro", "2022-08-07")),
    "Prime Minister of Romania": (
        ("Florin Cîțu", "2020-12-23"),
        ("Nicolae Ciucă", "2021-11-25"),
        ("Marcel Ciolacu", "2023-06-15"),
    ),
    "President of Chile": (
        ("Michelle Bachelet", "2014-03-11"),
        ("Sebastián Piñera", "2018-03-11"),
        ("Gabriel Boric", "2022-03-11"),
    ),
    "President of the Czech Republic": (
        ("Václav Klaus", "2003-03-07"),
        ("Miloš Zeman", "2013-03-08"),
        ("Petr Pavel", "2023-03-09"),
    ),
    "Prime Minister of Finland": (
        ("Antti Rinne", "2019-06-06"),
        ("Sanna Marin", "2019-12-10"),
        ("Petteri Orpo", "2023-06-20"),
    ),
    "Prime Minister of Portugal": (("Pedro Passos Coelho", "2011-06-21"), ("António Costa", "2015-11-26")),
}
