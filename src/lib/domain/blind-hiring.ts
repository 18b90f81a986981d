/**
 * Finds in an answer what blind hiring (블라인드 채용) and the Fair Hiring Procedure Act (채용절차의 공정화에 관한 법률
 * 제4조의3) keep out of hiring, so that people notice before an interviewer does. It costs no points.
 */
import type { TextFacts } from './text/facts';

/** What is better left out. Each has a name and a suggestion in the message catalogues. */
export const BLIND_TOPICS = ['school', 'origin', 'family', 'age', 'marriage', 'religion', 'body'] as const;
export type BlindTopic = (typeof BLIND_TOPICS)[number];

/** A sentence that mentions such a thing. */
export interface BlindFinding {
  topic: BlindTopic;
  sentence: string;
  /** The words that gave it away, as written. */
  mention: string;
}

/** Start of a word: patterns must not find '부모' in '학부모'. */
const START = '(?<![가-힣A-Za-z0-9])';
/** Kinds of school, not schools: '전문대학', '여자고등학교', '타 대학교'. */
const KIND_OF_SCHOOL =
  '(?:전문|종합|국립|공립|사립|시립|도립|지방|지역|여자|남녀|특성화|마이스터|인문계|실업계|일반|자율형|원격|사이버|야간|방송통신|평생교육|해외|외국|국내|인근|근처|주변|같은|다른|년제|상위|유명|명문|거점|농업|공업|상업|과학|예술|체육|외국어|교육|연합|시민|노인|기능|폴리텍|산업|경영|간호|의과|공과|법과|사범|인문|자연|사회|미술|음악|약학|치과|치의|수의|행정|정보|기술|특수|국제|보건|단과)';
const NAMED_SCHOOL = `${START}(?!${KIND_OF_SCHOOL}(?:대|고|중))[가-힣A-Za-z]{2,9}(?:대학교|대학원|대학|고등학교|여고|외고|과학고|중학교)(?!생|원생|가|촌|로|병원|[가-힣]*병원|[가-힣]*재단|가요제)`;
/** Universities that are called by their short names. A closed list: '-대' ends 군대, 시대, 무대, 부대 … too. */
const SHORT_NAME = `${START}(?:서울대|연세대|고려대|성균관대|한양대|이화여대|중앙대|경희대|한국외대|서강대|서울시립대|부산대|경북대|전남대|전북대|충남대|충북대|강원대|제주대|인하대|아주대|건국대|동국대|홍익대|숙명여대|국민대|세종대|단국대|숭실대|광운대|명지대|동아대|조선대|영남대|계명대|카이스트|KAIST|포스텍|POSTECH|포항공대|유니스트|UNIST|지스트|디지스트)(?=$|[^가-힣A-Za-z]|(?:를|을|에서|에|와|의|는|은|가|이|도|출신|생|졸업|학생|입니다)(?![가-힣]*병원))`;

const REGION =
  '(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충청|충북|충남|전라|전북|전남|경상|경북|경남|제주|강남|수원|춘천|원주|청주|천안|전주|목포|여수|순천|포항|경주|안동|구미|창원|진주|통영|강릉)(?:도|시|남도|북도|특별시|광역시)?';

/** Words for the people of one's own: 제 아버지, 저희 부모님. */
const OWN = `${START}(?:저희 ?|우리 ?|제 |저의 |제가 사랑하는 )`;
const PARENTS = '(?:부모님?|아버지|아버님|어머니|어머님|아빠|엄마)';
const RELATIVES =
  '(?:할머니|할아버지|외할머니|외할아버지|형제|자매|남매|누나|언니|오빠|형|동생|남동생|여동생|삼촌|이모|고모)';
/** Those whose parents they are, or who they are, if not one's own: '환자 부모님', '어머니 고객'. */
const OTHERS = '(?:고객|환자|학생|아이|아동|회원|이용자|보호자|손님|주민|민원인|지인|친구|동료|분)';
const HOUSE = `${START}(?:집안 ?(?:형편|사정|환경)|가정 ?(?:형편|사정|환경)|가정사|외동(?:아들|딸|으로)|장남|장녀|맏이|맏딸|맏아들|막내로 태어|[한두세네][ ]?(?:형제|자매|남매) ?(?:중|가운데|의)|\\d남 ?\\d녀|[일이삼사]남[일이삼사]녀)`;

/** Per topic, patterns that say it of oneself; ordinary words that contain such words do not match. */
const PATTERNS: Readonly<Record<BlindTopic, readonly RegExp[]>> = {
  school: [new RegExp(NAMED_SCHOOL), new RegExp(SHORT_NAME), /명문대|지방대 ?(?:출신|생|를 ?나|라서)|지잡대/],
  origin: [
    new RegExp(
      `${START}(?:제 |저의 )?고향(?=$|[^가-힣]|[은는이을에]|에서|인|으로|집|친구)(?! ?(?:사랑|만두))`
    ),
    new RegExp(
      `${START}${REGION} ?(?:출신|토박이|태생)|${START}${REGION}(?:에서|의) ?(?:태어나|나고 ?자|자라|자란|나서 ?자)|${START}${REGION} 사람(?:입니다|이라|으로|이다)`
    ),
    /제가 (?:태어나|나고) ?자란|저는 [가-힣 ]{2,12}에서 (?:태어|나고 자)/
  ],
  family: [
    new RegExp(
      `${OWN}(?:${PARENTS}|${RELATIVES}|가족|남편|아내|집사람|배우자|친척|집안)(?=$|[^가-힣]|께|이|가|은|는|을|를|의|도|들|과|와|에게|한테|중)(?! ?(?:같|처럼|이라고|이었|이 되|${OTHERS}))`
    ),
    new RegExp(
      `(?<![가-힣])(?<!(?:${OTHERS}(?:의|분의|분)?|한|어떤|다른|어느|그|젊은|치매|아가|아기) ?)${PARENTS}(?:께서|께|가|는|은|이|의|을|를|도|와|과)(?! ?${OTHERS})`
    ),
    new RegExp(HOUSE)
  ],
  age: [
    /(?:저는|제가|저도|올해|현재|제 나이[는가]?|벌써|이제) ?(?:만 ?)?(?:\d{2} ?[살세]|(?:스무|스물|서른|마흔|쉰|예순)[가-힣]{0,2} ?살)(?! ?(?:이상|이하|미만|부터|까지|아동|어르신|고객|환자))/,
    /(?<![\d])\d{2,4}년생(?:입니다|으로|이라|인데|이고|이지만)/,
    /(?:제|저의) 나이|나이가 (?:많|적|어리|어린|있는 편)|(?:늦은|적지 않은|많은|어린) 나이(?:에|이지만|지만|라|로|입니다|인데)/
  ],
  marriage: [
    /(?:저는|제가|저도)[^.?!]{0,15}(?:기혼|미혼|이혼|결혼(?:을|했|하|한|식을 올))|결혼(?:한 지|하고 나서|한 뒤|한 후|했습니다|을 앞두|을 하고|해서)|(?:기혼|미혼)(?:입니다|이라|이지만|인데)|유부[남녀]/,
    /(?<![가-힣])(?:제|저희|우리) (?:아이|딸|아들|자녀|남자 ?친구|여자 ?친구|신랑|와이프)(?=$|[^가-힣]|가|이|를|을|는|은|의|도|와|과)|(?:두|세|한) ?아이의? ?(?:엄마|아빠|부모)|(?<![가-힣])(?:출산|육아)(?:을 ?하|를 ?하|했|하고|하면서|하느라|로 (?:인해|퇴사|쉬|경력)|휴직을 (?:쓰|썼|마치|다녀|했)|때문| 때문)|(?:저는|제가)[^.?!]{0,15}임신/
  ],
  religion: [
    /(?<![가-힣])(?:교회|성당|절)(?:에|를|을)? ?(?:다니|다녔|다닙|나가)|(?<![가-힣])(?:교회|성당)(?:에서|의)? ?(?:봉사|찬양|성가|청년|주일|학생부|교사|활동|반주)|주일 ?학교|성가대|청년부/,
    /(?:기독교|천주교|개신교|불교|원불교|이슬람교)(?:인(?![가-힣])|인입|인으로| 신자|를 믿|를 ?가진|라서|여서|입니다|이지만)|(?:기독교|천주교|불교) ?(?:집안|가정)|신앙(?:심|생활|을|이|으로|인)|모태 ?신앙|(?:제|저의|저는) 종교|종교(?:가 (?:있|없)|는 (?:기독|천주|불교|없)|(?:적인? )(?:이유|신념)| ?활동을)/
  ],
  body: [
    /(?:제|저의|저는) ?(?:외모|키가|체중|몸무게)|키가 (?:\d{3}|작은|작아|큰 편|커서)|(?:여자|남자)(?:로서|라서|이지만|인데도|치고)|(?:여성|남성)(?:이라서|이지만|인데도|치고)|외모(?:가|는) (?:좋|괜찮|뛰어|떨어|못)/
  ]
};

/**
 * @returns the first mention of each topic per sentence, in the order of the answer; names are matched by form, so
 *   that a finding is a hint to look again, never a verdict
 */
export function findBlindHiring({ sentences }: Pick<TextFacts, 'sentences'>): BlindFinding[] {
  return sentences.flatMap((sentence) =>
    BLIND_TOPICS.flatMap((topic) => {
      for (const pattern of PATTERNS[topic]) {
        const mention = pattern.exec(sentence)?.[0];
        if (mention !== undefined) return [{ topic, sentence, mention: mention.trim() }];
      }
      return [];
    })
  );
}
