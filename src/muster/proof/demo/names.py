"""Invented people's names, by country. Common first and family names, joined at random."""

GIVEN = {
    "GB": "Amelia Oliver Isla George Freya Harry Poppy Leo Florence Arthur Ivy Theo Maisie Alfie Nia Rhys Ailsa "
    "Callum Eilidh Tom Beth Owen Cerys Jack Ruby Samir Aisha Hassan Priya Dev Kofi Adaeze",
    "US": "Emma Liam Olivia Noah Ava Elijah Sophia Mateo Mia Lucas Harper Ethan Luna Mason Camila Logan Zoe Caleb "
    "Nora Isaac Hazel Miles Jasmine Andre Keisha Malik Rosa Diego Mei Kenji Talia Jonah",
    "FR": "Jade Gabriel Louise Raphaël Alice Louis Chloé Arthur Manon Jules Inès Adam Léa Hugo Camille Nathan Zoé "
    "Noé Élise Maël Anaïs Tristan Maëlle Yann Gwenaëlle Erwan Fatou Karim Nadia Mehdi Lou Côme",
    "IT": "Chiara Luca Giulia Marco Sofia Matteo Aurora Andrea Martina Davide Elena Simone Francesca Giorgio Alice "
    "Pietro Beatrice Nicolò Ginevra Tommaso Caterina Salvatore Rosaria Ciro Assunta Enzo Viola Dario Noemi Elia",
    "PL": "Zofia Jakub Hanna Antoni Julia Szymon Maja Jan Alicja Filip Wiktoria Mikołaj Amelia Kacper Oliwia Michał "
    "Katarzyna Piotr Małgorzata Paweł Agnieszka Łukasz Barbara Stanisław Jadwiga Grażyna Świętosława Żaneta",
}
FAMILY = {
    "GB": "Ashworth Bevan Carrick Dunmore Eastwell Fairhurst Galloway Hartnell Inglesby Jessop Kirkbride Lockhart "
    "Merrick Norwood Oakden Penhale Quayle Rosewarne Sedgwick Trevanion Underhill Venables Whitcombe Yarrow Okafor "
    "Rahman Patel Mensah Khan Tregenza",
    "US": "Abbott Bixby Calloway Delacroix Easton Fielding Garrison Holloway Ibarra Jennings Kowalski Lindgren Mercer "
    "Navarro Oakley Prescott Quinn Ramirez Sandoval Thatcher Upton Valdez Whitaker Yates Nguyen Washington Ortiz "
    "Sullivan Chen Begay",
    "FR": "Aubert Bellanger Carpentier Delaunay Fontenay Garnier Hamelin Jaouen Kermarrec Lefort Moreau Nivelle Ollivier "
    "Pelletier Quéméner Riou Sauvage Thibault Urvoy Vasseur Le_Goff Tanguy Briand Coulibaly Benali Traoré Rousseau Guégan",
    "IT": "Amadori Bellini Caruso De_Santis Esposito Ferrante Gallo Iovine Lombardi Marchetti Negri Orsini Pellegrini "
    "Quaranta Rinaldi Sorrentino Tedesco Ungaro Vitale Zanetti Parodi Canepa Loi Piras Cocco Battaglia D’Amico",
    "PL": "Adamczyk Bielecki Czarnecki Dąbrowski Figura Gajewski Hajduk Jabłoński Kaczmarek Lis Michalak Nowicki "
    "Olszewski Pawlak Rutkowski Sikora Tomczak Urban Wójcik Zawadzki Żak Ślusarczyk Ćwik Łuczak Mazur Kaszuba Bober",
}


def given(country: str) -> list[str]:
    """Return the first names of ``country``."""
    return GIVEN[country].split()


def family(country: str) -> list[str]:
    """Return the family names of ``country``."""
    return [name.replace("_", " ") for name in FAMILY[country].split()]
